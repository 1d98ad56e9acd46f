// `cloud-runner local list` as the library does it.
export { listLocal as run } from "../../../../library/local-cloud/manage.ts";
