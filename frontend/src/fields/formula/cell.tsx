export { DerivedCell as default } from "../common/derived-cell";
