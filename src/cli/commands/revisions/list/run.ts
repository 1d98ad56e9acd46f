// `cloud-runner revisions list` as the library does it.
export { revisions as run } from "../../../../library/rollout/revisions.ts";
