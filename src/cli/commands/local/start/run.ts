// `cloud-runner local start` as the library does it.
export { startLocal as run } from "../../../../library/local-cloud/manage.ts";
