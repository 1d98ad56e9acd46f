// Commands that go on with a run, whole, so that they can be pasted: with what was chosen for this command alone.
import { resolve } from "node:path";
import { shellQuote } from "../../core/shell-quote.ts";
import type { NextCommands } from "../predict/sent-words.ts";
import type { Session } from "../session.ts";
import { workingFolder } from "../this-machine.ts";

export interface RunCommands extends NextCommands {
  show: string;
}

export function nextCommands(
  { overrides, folder }: Pick<Session, "overrides" | "folder">,
  run: string,
): RunCommands {
  const { config, target, project, region } = overrides;
  const chosen = Object.entries({ config, target, project, region }).flatMap(([name, value]) =>
    typeof value === "string" ? [`--${name}`, value] : [],
  );
  const elsewhere = folder === resolve(workingFolder()) ? [] : ["--cwd", folder];
  const command = (...words: string[]) => shellQuote(["cloud-runner", ...words, ...chosen, ...elsewhere]);
  return {
    fetch: command("runs", "fetch", run),
    resume: command("predict", "--resume", run),
    show: command("runs", "show", run),
  };
}
