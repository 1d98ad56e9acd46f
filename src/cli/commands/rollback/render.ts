export { renderRollout as render } from "../../../library/rollout/rollout.ts";
