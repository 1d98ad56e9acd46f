// `cloud-runner outputs` as the library does it.
export { outputs as run } from "../../../library/stack/outputs.ts";
