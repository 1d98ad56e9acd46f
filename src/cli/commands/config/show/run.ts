// `cloud-runner config show` as the library does it.
export { explainConfig as run } from "../../../../library/config/explain-config.ts";
