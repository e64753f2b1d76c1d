export { TextCell as default } from "../common/text-cell";
