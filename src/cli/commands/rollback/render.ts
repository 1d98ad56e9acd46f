export { renderRollout as render } from "../../screen/rollout.ts";
