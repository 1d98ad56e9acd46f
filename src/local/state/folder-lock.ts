// One process per folder: two that wrote the same state would each believe their own memory of it.
import { PreconditionError } from "../../core/errors.ts";
import { folderLock, lockHolder, tryLock } from "../../core/disk/lock.ts";

/**
 * Takes the folder; returns the function that gives it back.
 * @throws PreconditionError when another process has it
 */
export function lockFolder(folder: string, pid: number): () => void {
  const path = folderLock(folder);
  const release = tryLock(path, pid);
  if (release !== undefined) return release;
  const holder = lockHolder(path);
  throw new PreconditionError(`Another local cloud works in ${folder}.`, {
    code: "local-cloud.folder-in-use",
    ...(holder === undefined ? {} : { details: [`It is process ${holder}.`] }),
    fix: "Use the one that runs, or stop it first: cloud-runner down",
  });
}
