// Prints the script of a shell, or puts it where that looks for it.
import { installScript } from "../../completion/install.ts";
import { scriptOf, shellNames, type ShellName } from "../../completion/scripts.ts";
import { UsageError } from "../../../core/errors.ts";
import { nearestName } from "../../../core/nearest-name.ts";
import type { Context } from "../../shell/context.ts";

export interface CompletionResult {
  shell: ShellName;
  script: string;
  /** Where it was put; undefined without --install. */
  path: string | undefined;
  /** What is left to do by hand; undefined when nothing is. */
  next: string | undefined;
}

export async function run(
  { machine }: Pick<Context, "machine">,
  { arguments: [word = ""], options }: { arguments: string[]; options: { install: boolean } },
): Promise<CompletionResult> {
  // PowerShell's own program has the short name.
  const wanted = word.toLowerCase() === "pwsh" ? "powershell" : word.toLowerCase();
  const shell = shellNames.find((name) => name === wanted);
  if (shell === undefined) throw unknownShell(word);
  const script = scriptOf(shell, machine.packageFolder);
  const installed = options.install ? await installScript(shell, script, machine.env) : undefined;
  return { shell, script, path: installed?.path, next: installed?.next };
}

function unknownShell(word: string): UsageError {
  const near = nearestName(word, shellNames);
  return new UsageError(`There is no completion for ${word === "" ? "an empty name" : word}.`, {
    code: "usage.shell",
    details: near === undefined ? [] : [`Did you mean ${near}?`],
    fix: `The shells are ${shellNames.join(", ")}.`,
  });
}
