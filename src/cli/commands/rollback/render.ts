// What `cloud-runner rollback` prints.
export { renderRollout as render } from "../../screen/rollout.ts";
