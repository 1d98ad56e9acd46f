// A disk that does not take what is written. The message names the folder, so that the user can do something about it.
import { StatusError } from "../wire/status.ts";

/** Why the disk refuses, by the codes of the operating system. */
const systemCodes: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file would become larger than this system allows",
  EROFS: "the disk is read-only",
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  EIO: "the disk reports an error",
  EMFILE: "this process has as many files and connections open as it may",
  ENFILE: "the system has as many files open as it can",
};

/** The same by SQLite's primary result codes. https://sqlite.org/rescode.html */
const sqliteCodes: Readonly<Record<number, string>> = {
  8: "it is read-only",
  10: "the disk reports an error, or is full",
  13: "the disk is full",
  14: "the state file cannot be opened there",
};

/** The cause in words; undefined when the error has nothing to do with the disk. */
export function diskTrouble(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  if (code === "ERR_SQLITE_ERROR" && typeof errcode === "number") return sqliteCodes[errcode & 0xff];
  return typeof code === "string" && Object.hasOwn(systemCodes, code) ? systemCodes[code] : undefined;
}

export const diskMessage = (folder: string, cause: string): string =>
  `The local cloud cannot write to ${folder}: ${cause}. What was acknowledged before is safe.`;

/** What a call is answered when the disk under the local cloud refuses; undefined when that is not the cause. */
export function diskRefusal(folder: string, error: unknown): StatusError | undefined {
  const cause = diskTrouble(error);
  return cause === undefined ? undefined : new StatusError("INTERNAL", diskMessage(folder, cause));
}
