// Whether there is a program of a name. Unix says so when it is started; Windows starts a shell for what it does not know, whose
// answer has a language and no code.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Platform } from "./platform.ts";

interface Place {
  env: Readonly<Record<string, string | undefined>>;
  /** From which paths start. */
  cwd: string;
}

/** True where the system itself will say so. The folder of work is not looked into, as a stranger may have filled it. */
export function mayBeProgram(name: string, { env, cwd }: Place, platform: Platform): boolean {
  if (platform.programEndings === undefined) return true;
  const value = (wanted: string): string =>
    Object.entries(env).find(([each]) => platform.nameOfVariable(each) === wanted)?.[1] ?? "";
  const endings = ["", ...(value("PATHEXT") || platform.programEndings).split(";")];
  const isThere = (path: string) => endings.some((ending) => existsSync(path + ending));
  if (/[\\/]/.test(name)) return isThere(resolve(cwd, name));
  const folders = value("PATH").split(platform.path.delimiter);
  return folders.some((folder) => folder !== "" && isThere(join(folder.replace(/^"(.*)"$/, "$1"), name)));
}
