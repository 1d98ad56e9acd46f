// Whether the state file is one that this version reads. Its shape has a number, kept in the file itself.
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { replaceFileSync } from "../../core/disk/replace-file.ts";
import { PreconditionError } from "../../core/errors.ts";

/** Raise it whenever a table that exists gets another shape, or documents another meaning. */
export const schemaVersion = 1;

const startAnew = "cloud-runner down --yes && cloud-runner up";

/**
 * Where there is none yet. It has its number from the first moment on, so that an empty file is never one of ours.
 * @throws PreconditionError when what belongs to a state file is there without it
 */
export function makeState(folder: string, file: string): void {
  if (hasObjects(folder) || existsSync(`${file}-wal`)) {
    throw lost(folder, "is lost: state.sqlite is not there, and what belongs to it is");
  }
  const draft = `${file}.draft`;
  rmSync(draft, { force: true });
  const database = new DatabaseSync(draft);
  try {
    database.exec(`PRAGMA user_version = ${schemaVersion}`);
  } finally {
    database.close();
  }
  replaceFileSync(draft, file);
}

/** @throws PreconditionError when another version wrote it, or nothing is left of it */
export function checkSchema(database: DatabaseSync, folder: string): void {
  const { user_version: found } = database.prepare("PRAGMA user_version").get() as { user_version: number };
  if (found === schemaVersion) return;
  const isEmpty = database.prepare("SELECT 1 FROM sqlite_master LIMIT 1").get() === undefined;
  throw isEmpty ? lost(folder, "is lost: state.sqlite is empty") : ofAnotherVersion(folder, found);
}

const lost = (folder: string, how: string): PreconditionError =>
  new PreconditionError(`The state in ${folder} ${how}.`, {
    code: "local-cloud.damaged-state",
    fix: `Put state.sqlite and state.sqlite-wal back, or delete the rest as well: ${startAnew}`,
  });

function ofAnotherVersion(folder: string, found: number): PreconditionError {
  const isNewer = found > schemaVersion;
  const whose = isNewer ? "a newer" : "an older";
  return new PreconditionError(`The state in ${folder} was written by ${whose} version of cloud-runner.`, {
    code: "local-cloud.other-schema",
    details: [`Its form has the number ${found}, and this version reads ${schemaVersion}.`],
    fix: `${isNewer ? "Install the newer version" : "Use the older version"}, or delete what is in it and start anew: ${startAnew}`,
  });
}

function hasObjects(folder: string): boolean {
  const objects = join(folder, "objects");
  return existsSync(objects) && readdirSync(objects, { withFileTypes: true }).some((entry) => entry.isFile());
}

/** SQLite's codes of a file that is damaged, or has other tables than are asked for. https://sqlite.org/rescode.html */
const damaged = new Set([1, 11, 26]);

/** In words for the user; undefined when the error says nothing about the state file. */
export function unreadableState(folder: string, error: unknown): PreconditionError | undefined {
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  if (code !== "ERR_SQLITE_ERROR" || typeof errcode !== "number" || !damaged.has(errcode & 0xff))
    return undefined;
  return new PreconditionError(`The state in ${folder} is damaged: ${(error as Error).message}.`, {
    code: "local-cloud.damaged-state",
    fix: `Put an undamaged state.sqlite there, or delete what is in it and start anew: ${startAnew}`,
    cause: error,
  });
}
