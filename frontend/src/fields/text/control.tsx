export { TextControl as default } from "../common/text-control";
