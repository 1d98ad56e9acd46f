// One process per folder: two that wrote the same state would each believe their own memory of it.
// The lock is SQLite's lock on a database that holds nothing. It is the kernel's lock on an open file, so it ends with
// the process however that ends, `kill -9` included: no stale lock file, no process id that somebody else has by now.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { PreconditionError } from "../../core/errors.ts";

/** SQLite's code for "another connection holds the lock". https://sqlite.org/rescode.html#busy */
const busy = 5;

/**
 * Takes the folder; gives the function that lets it go.
 * @throws PreconditionError when another process has it
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const database = new DatabaseSync(join(folder, "lock.sqlite"));
  try {
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode !== busy) throw error;
    throw new PreconditionError(`Another local cloud works in ${folder}.`, {
      code: "local-cloud.folder-in-use",
      fix: "Use the one that runs, or stop it first: cloud-runner down",
      cause: error,
    });
  }
  return () => database.close();
}
