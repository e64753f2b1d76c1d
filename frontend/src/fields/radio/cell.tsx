export { default } from "../select/cell";
