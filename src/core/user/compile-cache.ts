// Where Node keeps compiled code between runs: in a folder of the user's own. By itself Node takes one in the folder for
// temporary files, where another user may have put code of theirs before.
import { enableCompileCache } from "node:module";
import { makeOwnFolder, userCacheFolder } from "./own-folder.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** About a third off the start of every command. */
export function keepCompiledCode(env: Environment): void {
  const folder = compileCacheFolder(env);
  if (folder !== undefined) enableCompileCache(folder);
}

/** Undefined where there is none that is safe: then a start takes longer. */
export function compileCacheFolder(env: Environment): string | undefined {
  const folder = userCacheFolder(env);
  try {
    makeOwnFolder(folder);
    return folder;
  } catch {
    return undefined;
  }
}
