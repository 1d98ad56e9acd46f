export { revisions as run } from "../../../../library/rollout/revisions.ts";
