// Nothing is up here, and something is in another folder of this machine: the same command for there.
import { resolve } from "node:path";
import { errorWith } from "../../core/error-with.ts";
import { PreconditionError } from "../../core/errors.ts";
import type { Machine } from "../../library/machine.ts";
import { commandLine } from "../shell/command-line.ts";
import type { Command, CommandInput, OptionSpecs } from "../shell/command.ts";

interface Typed {
  command: Command;
  input: CommandInput<OptionSpecs>;
  /** The project folder that the command has worked in. */
  folder: string;
  machine: Pick<Machine, "env">;
}

/** So many folders are named. */
const most = 3;

/** The error as it is, unless it says that nothing is up while something is elsewhere. */
export async function withOtherFolders(error: unknown, typed: Typed): Promise<unknown> {
  if (!(error instanceof PreconditionError) || error.code !== "local-cloud.absent") return error;
  // Only now: a start loads nothing that runs other programs.
  const { upElsewhere } = await import("../../library/local-cloud/elsewhere.ts");
  const folders = (await upElsewhere(typed.folder, typed.machine)).slice(0, most);
  if (folders.length === 0) return error;
  const { fix = "", details } = error;
  const here = commandLine({ name: fix.replace(/^cloud-runner /, ""), options: {} }, nothing);
  return errorWith(error, {
    details: [
      ...details.filter((detail) => !folders.some((each) => detail.includes(each))),
      ...folders.map((each) => `A local cloud is in ${each}.`),
    ],
    commands: [here, ...folders.map((each) => commandIn(each, typed))],
  });
}

const nothing = { arguments: [], options: {} };

/** Files stay those that were meant, so they are named whole. */
export function commandIn(there: string, { command, input, folder }: Omit<Typed, "machine">): string {
  const whole = (word: string) =>
    isName(word) ? resolve(folder, word) + (/.[\\/]$/.test(word) ? "/" : "") : word;
  const files = Object.entries(command.options).filter(
    ([, spec]) => spec.kind === "text" && /FILE|DIR/.test(spec.placeholder),
  );
  const values: Readonly<Record<string, unknown>> = input.options;
  const options = { ...values, cwd: there };
  for (const [key] of files) {
    const value = values[key];
    if (typeof value === "string") Object.assign(options, { [key]: whole(value) });
  }
  const specs = command.arguments ?? [];
  const isFile = (index: number) => /^files?$/.test(specs[Math.min(index, specs.length - 1)]?.name ?? "");
  const words = input.arguments.map((word, index) => (isFile(index) ? whole(word) : word));
  return commandLine(command, { arguments: words, options });
}

/** Not standard input or output, nor something in the cloud. */
const isName = (word: string): boolean => word !== "-" && !/^[a-z]+:\/\//.test(word);
