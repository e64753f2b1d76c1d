export { default } from "../decimal/cell";
