// The scripts that tell a shell whom to ask, as they lie in the package: they hold no list of their own, so a newer version
// needs no new script.
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const shellNames = ["bash", "zsh", "fish", "powershell"] as const;

export type ShellName = (typeof shellNames)[number];

/** Named as each shell looks for them. */
export const scriptFiles: Readonly<Record<ShellName, string>> = {
  bash: "cloud-runner.bash",
  zsh: "_cloud-runner",
  fish: "cloud-runner.fish",
  powershell: "cloud-runner.ps1",
};

export const scriptOf = (shell: ShellName, packageFolder: string): string =>
  readFileSync(join(packageFolder, "completions", scriptFiles[shell]), "utf8");
