// Commands in a text, such as the fix of an error, made to work where they are pasted: with the project and the folder that
// were chosen for this command alone, and by npx for who has no other cloud-runner.
import { resolve } from "node:path";
import { errorWith } from "../../core/error-with.ts";
import { CloudRunnerError } from "../../core/errors.ts";
import { shellQuote } from "../../core/shell-quote.ts";
import { placeWords } from "../../library/place.ts";
import { commandNames, findCommand } from "../shell/command-table.ts";
import { isGroup } from "../shell/command.ts";
import { overridesOf, type GlobalFlags } from "../shell/context.ts";
import type { Io } from "../shell/io.ts";

export interface Pasting {
  /** What starts the tool: `cloud-runner`, or `npx cloud-runner`. */
  tool: string;
  /** Options that each command needs, each with its value. */
  place: readonly string[];
}

type Shell = Pick<Io, "cwd" | "env" | "execPath" | "packageFolder">;

export function pastingOf(shell: Shell, flags: GlobalFlags): Pasting {
  const folder = resolve(shell.cwd, flags.cwd ?? ".");
  return { tool: toolOf(shell), place: placeWords({ overrides: overridesOf(flags), folder }, shell.cwd) };
}

/** npx says what it runs. What it has fetched, such as another Node, lies in its cache and not on the PATH. */
export function toolOf({ env, execPath, packageFolder }: Omit<Shell, "cwd">): string {
  if (env["npm_command"] !== "exec" || !/\bcloud-runner\b/.test(env["npm_lifecycle_script"] ?? ""))
    return "cloud-runner";
  const fetched = (path: string) => /[\\/]_npx[\\/]/.test(path);
  if (!fetched(execPath)) return "npx cloud-runner";
  return `npx -y -p node@24 ${fetched(packageFolder) ? "-p cloud-runner " : ""}cloud-runner`;
}

/** Our commands in the text, each as it works here. What is no command of ours stays as it is. */
export function inPlace(text: string, { tool, place }: Pasting): string {
  return text.replaceAll(commandPattern, (whole, name: string, word: string | undefined, rest: string) => {
    const isSubcommand = word !== undefined && hasSubcommand(name, word);
    const [words, after] = isSubcommand
      ? [`${name} ${word}`, ""]
      : [name, whole.slice(prefix.length + name.length)];
    const said = `${after}${rest}`;
    const missing = place.flatMap((flag, index) =>
      index % 2 === 0 && !said.includes(` ${flag} `) && !(name === "local" && isOfCloud(flag))
        ? [flag, place[index + 1]!]
        : [],
    );
    return [tool, words, ...(missing.length === 0 ? [] : [shellQuote(missing)])].join(" ") + after;
  });
}

const prefix = "cloud-runner ";

/** What a command about the local cloud by itself does not take. */
const isOfCloud = (flag: string): boolean => ["--target", "--project", "--region"].includes(flag);

/** A command's name, perhaps a word more, and a look at the rest of its lines or quotation. */
const commandPattern = new RegExp(
  String.raw`(?<![\w./-]|npx |node@24 |-p cloud-runner )${prefix}(${commandNames.join("|")})(?![\w.-])(?: ([a-z]+)(?![\w.-]))?(?=((?:\\\n|[^\n${"`"}])*))`,
  "g",
);

function hasSubcommand(name: string, word: string): boolean {
  const entry = findCommand(name);
  return entry !== undefined && isGroup(entry) && Object.hasOwn(entry.subcommands, word);
}

/** The same error with commands that work here. */
export function errorInPlace<E>(error: E, pasting: Pasting): E {
  if (!(error instanceof CloudRunnerError)) return error;
  const { fix, details, commands } = error;
  const placed = (text: string) => inPlace(text, pasting);
  return errorWith(error, {
    fix: fix === undefined ? undefined : placed(fix),
    details: details.map(placed),
    commands: commands.map(placed),
  });
}
