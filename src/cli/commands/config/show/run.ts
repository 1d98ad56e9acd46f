export { explainConfig as run } from "../../../../library/config/explain-config.ts";
