// `cloud-runner local stop` as the library does it.
export { stopLocal as run } from "../../../../library/local-cloud/manage.ts";
