export { listMessages as run } from "../../../../library/dlq/list.ts";
