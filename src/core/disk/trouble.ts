// A disk that does not take what is written, told from other failures.
import { PreconditionError } from "../errors.ts";
import { thisPlatform } from "../platform/this-platform.ts";

/** Why the disk refuses, by the codes of the operating system. */
const systemCodes: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file would become larger than this system allows",
  EROFS: "the disk is read-only",
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  EBUSY: "another program has it open",
  EIO: "the disk reports an error",
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
  const { code, errcode, syscall } = error as { code?: unknown; errcode?: unknown; syscall?: unknown };
  if (code === "ERR_SQLITE_ERROR" && typeof errcode === "number") return sqliteCodes[errcode & 0xff];
  // A process that may not be ended, and a port that may not be opened, are no trouble of the disk.
  if (syscall === "kill" || syscall === "listen" || syscall === "connect") return undefined;
  return typeof code === "string" && Object.hasOwn(systemCodes, code) ? systemCodes[code] : undefined;
}

/** Of names, and of what stands in their place. */
const nameCodes: Readonly<Record<string, string>> = {
  EISDIR: "a folder of that name is there",
  EEXIST: "something of that name is there",
  ENOTDIR: "a file stands where a folder should be",
  ENAMETOOLONG: "the name is too long for this system",
  ELOOP: "links lead in a circle",
};

/** Why a file was not written, as a sentence. What the system says names files that are written aside, which nobody knows. */
export function whyNotWritten(error: unknown): string {
  const { code: given, syscall, message } = error as NodeJS.ErrnoException;
  const code = given === "EEXIST" && syscall === "mkdir" ? "ENOTDIR" : given;
  const why =
    diskTrouble(error) ??
    (code !== undefined && Object.hasOwn(nameCodes, code) ? nameCodes[code] : undefined);
  return why === undefined ? message : `${why[0]!.toUpperCase()}${why.slice(1)}.`;
}

/** What a command says of it; the error itself when it is another. */
export function explained(error: unknown, platform = thisPlatform()): unknown {
  const cause = diskTrouble(error);
  if (cause === undefined) return error;
  const { path, code } = error as { path?: string; code?: string };
  // Windows says of a file in use that there is no right to it, or that it is busy.
  const isHeld = code === "EBUSY" || (platform.holdsOpenFiles && (code === "EPERM" || code === "EACCES"));
  return new PreconditionError(
    `${path === undefined ? "A file" : path} cannot be read or written: ${isHeld && code !== "EBUSY" ? `${cause}, or another program has it open` : cause}.`,
    {
      code: "disk.trouble",
      details: [(error as Error).message],
      fix: isHeld
        ? "Close the program that has it open, such as a spreadsheet, then run the command again."
        : `Make room, or give this user the right to it, then run the command again. \`${platform.showsRoom}\` shows how full the disk is.`,
      cause: error,
    },
  );
}
