// `cloud-runner local status` as the library does it.
export { localStatus as run } from "../../../../library/local-cloud/manage.ts";
