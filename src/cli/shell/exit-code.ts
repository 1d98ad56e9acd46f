// The exit code of a command that works on several things, each of which may fail by itself.
import { exitCodes } from "../../core/errors.ts";

/** @param areLate whether all that failed took too long */
export function exitCodeOf(failed: number, total: number, areLate = false): number {
  if (failed === 0) return exitCodes.ok;
  if (failed < total) return exitCodes.partial;
  return areLate ? exitCodes.timedOut : exitCodes.failed;
}
