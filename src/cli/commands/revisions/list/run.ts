export { runRevisions as run } from "../../../../library/rollout/revisions.ts";
