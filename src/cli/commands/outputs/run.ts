export { outputs as run } from "../../../library/stack/outputs.ts";
