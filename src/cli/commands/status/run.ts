export { status as run } from "../../../library/stack/status.ts";
