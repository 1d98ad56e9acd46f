// `cloud-runner doctor` as the library does it.
export { runDoctor as run } from "../../../library/doctor/doctor.ts";
