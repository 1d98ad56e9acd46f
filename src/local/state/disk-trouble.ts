// A disk that does not take what is written. The message names the folder, so that the user can do something about it.
import { diskTrouble } from "../../core/disk/trouble.ts";
import { StatusError } from "../wire/status.ts";

export const diskMessage = (folder: string, cause: string): string =>
  `The local cloud cannot write to ${folder}: ${cause}. What was acknowledged before is safe.`;

/** What a call is answered when the disk under the local cloud refuses; undefined when that is not the cause. */
export function diskRefusal(folder: string, error: unknown): StatusError | undefined {
  const cause = diskTrouble(error);
  return cause === undefined ? undefined : new StatusError("INTERNAL", diskMessage(folder, cause));
}
