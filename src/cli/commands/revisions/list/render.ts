export { renderRevisions as render } from "../../../../library/rollout/revisions.ts";
