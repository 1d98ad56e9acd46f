// What stands at the cursor: a command, an option, the value of one, or an argument.
import { findCommand, loadSubcommand } from "../shell/command-table.ts";
import {
  isGroup,
  longName,
  type ArgumentSpec,
  type Command,
  type CommandGroup,
  type OptionSpec,
} from "../shell/command.ts";
import { globalOptions } from "../shell/global-options.ts";
import type { Typed } from "./typed.ts";

type Valued = Exclude<OptionSpec, { kind: "flag" }>;

export type Place =
  /** The first word, the one that chooses in a group, or what `help` is asked about. */
  | { at: "command"; group: CommandGroup | undefined; isHelp: boolean }
  | { at: "option" }
  /** @param written what the word holds in front of the value: `--model=`, or nothing */
  | { at: "value"; key: string; spec: Valued; text: string; written: string }
  | { at: "argument"; argument: ArgumentSpec | undefined }
  | { at: "nothing" };

/** What was typed on the whole line, the word at the cursor left out. */
export interface Line {
  /** The one that is named, or that the group runs when none is. */
  command: Command | undefined;
  arguments: readonly string[];
  /** By key; several values of one that was typed several times. */
  options: Readonly<Record<string, readonly string[]>>;
}

/** Follows the line as the parser does, and forgives what is wrong with it. */
export async function readLine({ before, current, after }: Typed): Promise<{ place: Place; line: Line }> {
  const reader = createReader();
  for (const word of before) await reader.take(word);
  const place = reader.placeOf(current);
  // What follows may name the file whose columns are asked for.
  if (reader.isWaiting()) await reader.take(current);
  for (const word of after) await reader.take(word);
  return { place, line: reader.line() };
}

type Stage = "command" | "subcommand" | "arguments" | "nothing";

function createReader() {
  let stage: Stage = "command";
  let isHelp = false;
  let group: CommandGroup | undefined;
  let command: Command | undefined;
  let areOptionsOver = false;
  let waiting: { key: string; spec: Valued } | undefined;
  const words: string[] = [];
  const options: Record<string, string[]> = {};
  const keep = (key: string, value: string) => void (options[key] ??= []).push(value);

  async function takeWord(word: string): Promise<void> {
    if (stage === "arguments") words.push(word);
    else if (stage === "subcommand") {
      command = await loadSubcommand(group!, word);
      stage = command === undefined || isHelp ? "nothing" : "arguments";
    } else if (stage === "command") {
      if (word === "help" && !isHelp) {
        isHelp = true;
        return;
      }
      const entry = findCommand(word);
      if (entry !== undefined && isGroup(entry)) {
        group = entry;
        command = await loadSubcommand(entry, entry.default ?? "");
        stage = "subcommand";
      } else {
        command = entry;
        stage = entry === undefined || isHelp ? "nothing" : "arguments";
      }
    }
  }

  return {
    line: (): Line => ({ command, arguments: words, options }),
    isWaiting: () => waiting !== undefined,
    async take(word: string): Promise<void> {
      if (waiting !== undefined) {
        keep(waiting.key, word);
        waiting = undefined;
      } else if (areOptionsOver || !/^-./.test(word)) await takeWord(word);
      else if (word === "--") areOptionsOver = true;
      else {
        const [name, value] = nameAndValue(word);
        const option = findOption(name, command);
        if (option === undefined) return;
        const { key, spec } = option;
        if (spec.kind === "flag") keep(key, "");
        else if (value !== undefined) keep(key, value);
        else waiting = { key, spec };
      }
    },
    placeOf(current: string): Place {
      if (waiting !== undefined) return { at: "value", ...waiting, text: current, written: "" };
      if (!areOptionsOver && current.startsWith("-")) {
        const [name, text] = nameAndValue(current);
        if (text === undefined) return stage === "nothing" ? { at: "nothing" } : { at: "option" };
        const option = findOption(name, command);
        if (option === undefined || option.spec.kind === "flag") return { at: "nothing" };
        const { key, spec } = option;
        return { at: "value", key, spec, text, written: `${name}=` };
      }
      if (stage === "nothing") return { at: "nothing" };
      if (stage !== "arguments") return { at: "command", group, isHelp };
      const specs = command?.arguments ?? [];
      const last = specs.at(-1);
      return {
        at: "argument",
        argument: specs[words.length] ?? (last?.variadic === true ? last : undefined),
      };
    },
  };
}

/** `--model=prophet`; the value is undefined where there is no equals sign. */
function nameAndValue(word: string): [name: string, value: string | undefined] {
  const at = word.startsWith("--") ? word.indexOf("=") : -1;
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

function findOption(
  name: string,
  command: Command | undefined,
): { key: string; spec: OptionSpec } | undefined {
  for (const [key, spec] of Object.entries<OptionSpec>({ ...globalOptions, ...command?.options })) {
    const names = [longName(key), ...(spec.formerly ?? [])].map((each) => `--${each}`);
    if (names.includes(name) || (spec.short !== undefined && name === `-${spec.short}`)) {
      return { key, spec };
    }
  }
  return undefined;
}
