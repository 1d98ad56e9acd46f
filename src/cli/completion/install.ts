// Puts a script where its shell looks for those of programs. Start-up files are the user's own: none is ever edited.
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { UsageError } from "../../core/errors.ts";
import { shellQuote } from "../../core/shell-quote.ts";
import { writeWhole } from "../../library/predict/write-file.ts";
import { scriptFiles, type ShellName } from "./scripts.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws UsageError for a shell without such a folder, and for a file of somebody else's */
export async function installScript(
  shell: ShellName,
  script: string,
  env: Environment,
): Promise<{ path: string; next: string | undefined }> {
  const folder = folderOf(shell, env);
  if (folder === undefined) {
    throw new UsageError("PowerShell has no folder for completions.", {
      code: "usage.completion-folder",
      fix: "Add this line to the file that $PROFILE names: cloud-runner completion powershell | Out-String | Invoke-Expression",
    });
  }
  // bash-completion looks for a file with the name of the command.
  const path = join(folder, shell === "bash" ? "cloud-runner" : scriptFiles[shell]);
  if (existsSync(path) && !readFileSync(path, "utf8").includes("cloud-runner completion")) {
    throw new UsageError(`${path} was not made by cloud-runner.`, {
      code: "usage.completion-exists",
      fix: "Move it away, then run the command again.",
    });
  }
  await writeWhole(path, script, { fix: `Write it elsewhere: cloud-runner completion ${shell} > FILE` });
  return { path, next: shell === "zsh" ? zshLine(folder) : undefined };
}

const zshLine = (folder: string): string =>
  `If zsh does not find it, add this line to ~/.zshrc, above compinit: fpath+=(${shellQuote([folder])})`;

/** https://github.com/scop/bash-completion#faq, https://fishshell.com/docs/current/completions.html#where-to-put-completions */
function folderOf(shell: ShellName, env: Environment): string | undefined {
  const place = (variable: string, usual: string): string => {
    const given = env[variable] ?? "";
    return isAbsolute(given) ? given : join(env["HOME"] || homedir(), usual);
  };
  switch (shell) {
    case "bash":
      return (
        (env["BASH_COMPLETION_USER_DIR"] && join(env["BASH_COMPLETION_USER_DIR"], "completions")) ||
        join(place("XDG_DATA_HOME", ".local/share"), "bash-completion", "completions")
      );
    case "zsh":
      return join(place("XDG_DATA_HOME", ".local/share"), "zsh", "site-functions");
    case "fish":
      return join(place("XDG_CONFIG_HOME", ".config"), "fish", "completions");
    case "powershell":
      return undefined;
  }
}
