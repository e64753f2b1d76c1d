export { DerivedControl as default } from "../common/derived-control";
