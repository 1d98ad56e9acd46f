// `cloud-runner dlq list` as the library does it.
export { listMessages as run } from "../../../../library/dlq/list.ts";
