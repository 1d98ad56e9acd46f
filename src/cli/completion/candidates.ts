// What may stand at the cursor.
import type { Session } from "../../library/session.ts";
import type { Suggestion } from "../../library/suggest/cloud-names.ts";
import { optionOfParameter } from "../options/forecast-parameters.ts";
import { allCommands, loadSubcommands } from "../shell/command-table.ts";
import { longName, type CommandGroup, type OptionSpec } from "../shell/command.ts";
import { globalOptions } from "../shell/global-options.ts";
import { helpTopics } from "../shell/help.ts";
import { kindOfArgument, kindOfOption, type ValueKind } from "./kinds.ts";
import type { Line, Place } from "./place.ts";
import { valuesOf, wordsOfParameter } from "./values.ts";

export interface Candidates {
  /** Whole words but for `written`. */
  suggestions: readonly Suggestion[];
  /** What the word holds in front of each: `--model=`, or nothing. */
  written: string;
  /** What the shell itself knows better. */
  shell?: "files" | "folders" | undefined;
  /** Whether the word goes on, so that no blank follows it. */
  goesOn: boolean;
}

const none: Candidates = { suggestions: [], written: "", goesOn: false };
const words = (suggestions: readonly Suggestion[]): Candidates => ({ ...none, suggestions });

/** @throws whatever goes wrong; whoever asks is silent about it */
export async function candidatesFor(place: Place, line: Line, session: Session): Promise<Candidates> {
  switch (place.at) {
    case "nothing":
      return none;
    case "command":
      return words(await commandWords(place.group, place.isHelp));
    case "option":
      return words(optionWords(line));
    case "value": {
      const { key, spec, text, written } = place;
      const kind = kindOfOption(key, spec) ?? (await parameterKind(key));
      return { ...(await ofKind(kind, { line, session, text })), written };
    }
    case "argument": {
      const { argument } = place;
      if (argument === undefined || line.command === undefined) return words(optionWords(line));
      return ofKind(kindOfArgument(line.command, argument), { line, session, text: "" });
    }
  }
}

async function commandWords(group: CommandGroup | undefined, isHelp: boolean): Promise<Suggestion[]> {
  if (group !== undefined) {
    return (await loadSubcommands(group)).map(({ name, summary }) => ({
      value: name.slice(group.name.length + 1),
      description: summary,
    }));
  }
  const commands = allCommands.map(({ name, summary }) => ({ value: name, description: summary }));
  if (!isHelp) return [...commands, { value: "help", description: "Explain a command or a topic" }];
  return [...commands, ...helpTopics.map((value) => ({ value, description: "Topic" }))];
}

/** Those that were not typed yet, or may be typed again. The command's own come first. */
function optionWords({ command, options }: Line): Suggestion[] {
  const all = Object.entries<OptionSpec>({ ...command?.options, ...globalOptions });
  const open = all.filter(([key, { kind }]) => kind === "list" || !Object.hasOwn(options, key));
  return [
    ...open.map(([key, { summary }]) => ({ value: `--${longName(key)}`, description: summary })),
    { value: "--help", description: "explain the command" },
    ...(command === undefined ? [{ value: "--version", description: "print the version" }] : []),
  ];
}

/** Of an option whose parameter has a list of words. */
async function parameterKind(key: string): Promise<ValueKind> {
  const [parameter] = Object.entries(optionOfParameter).find(([, option]) => option === key) ?? [];
  if (parameter === undefined) return undefined;
  const { suggestions } = await wordsOfParameter(parameter);
  return { words: suggestions.map(({ value }) => value) };
}

async function ofKind(
  kind: ValueKind,
  asked: { line: Line; session: Session; text: string },
): Promise<Candidates> {
  if (kind === undefined) return none;
  if (typeof kind === "object") return words(kind.words.map((value) => ({ value })));
  if (kind === "file") return { ...none, shell: "files" };
  if (kind === "folder") return { ...none, shell: "folders" };
  const { suggestions, goesOn = false } = await valuesOf(kind, asked);
  return { ...none, suggestions, goesOn };
}
