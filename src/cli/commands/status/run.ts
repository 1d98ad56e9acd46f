// `cloud-runner status` as the library does it.
export { status as run } from "../../../library/stack/status.ts";
