// The help as data, for `help --json`: every command with its options, what each may be, and the exit codes.
import { exitCodes } from "../../core/errors.ts";
import { allCommands, findCommand, loadSubcommand, loadSubcommands } from "./command-table.ts";
import { isGroup, longName, type Command, type CommandGroup, type OptionSpecs } from "./command.ts";
import { environmentVariables, globalOptions } from "./global-options.ts";
import { exitCodeMeanings, helpTopics } from "./help.ts";
import { usageOf } from "./usage.ts";

export interface OptionDocument {
  /** As it is typed: `--horizon`. */
  name: string;
  /** `-n`, or null. */
  short: string | null;
  type: "flag" | "text" | "integer" | "number" | "choice" | "list";
  /** What help calls its value; null for a flag. */
  placeholder: string | null;
  /** What alone it may be; null when it may be more. */
  choices: readonly string[] | null;
  /** What it is when it is left out; null where that depends on something, which the summary says. */
  default: string | number | boolean | null;
  /** The least that a number may be. */
  minimum: number | null;
  /** Whether it may be given several times. */
  repeatable: boolean;
  summary: string;
}

export interface CommandDocument {
  /** `predict`, or `dlq list`. */
  name: string;
  summary: string;
  description: string | null;
  usage: string;
  examples: readonly string[];
  arguments: { name: string; summary: string; required: boolean; variadic: boolean }[];
  /** Without those of every command. */
  options: OptionDocument[];
}

export interface GroupDocument extends Omit<CommandDocument, "arguments" | "options"> {
  /** The one that runs when none is named, or null. */
  default: string | null;
  commands: CommandDocument[];
}

/** @param topic words that parsing has found to be known */
export async function helpDocument([name, word]: readonly string[]): Promise<object> {
  if (name === "exit-codes") return { exitCodes: exitCodeDocuments() };
  if (name === "environment") return { environment: environmentDocuments() };
  if (name === undefined) return wholeDocument();
  const entry = findCommand(name)!;
  const command = isGroup(entry) ? await loadSubcommand(entry, word ?? "") : entry;
  return {
    command: command === undefined ? await groupDocument(entry as CommandGroup) : commandDocument(command),
    options: optionDocuments(globalOptions),
  };
}

async function wholeDocument(): Promise<object> {
  return {
    name: "cloud-runner",
    commands: await Promise.all(
      allCommands.map(async (entry) => (isGroup(entry) ? groupDocument(entry) : commandDocument(entry))),
    ),
    options: optionDocuments(globalOptions),
    topics: helpTopics,
    exitCodes: exitCodeDocuments(),
    environment: environmentDocuments(),
  };
}

async function groupDocument(group: CommandGroup): Promise<GroupDocument> {
  const { name, summary, description = null, examples } = group;
  return {
    name,
    summary,
    description,
    usage: `cloud-runner ${name} COMMAND [options]`,
    examples,
    default: group.default ?? null,
    commands: (await loadSubcommands(group)).map(commandDocument),
  };
}

function commandDocument(command: Command): CommandDocument {
  const { name, summary, description = null, examples, options } = command;
  const words = (command.arguments ?? []).map(({ variadic = false, ...argument }) => ({
    ...argument,
    variadic,
  }));
  return {
    name,
    summary,
    description,
    usage: `cloud-runner ${usageOf(command)}`,
    examples,
    arguments: words,
    options: optionDocuments(options),
  };
}

const optionDocuments = (options: OptionSpecs): OptionDocument[] =>
  Object.entries(options).map(([key, spec]) => ({
    name: `--${longName(key)}`,
    short: spec.short === undefined ? null : `-${spec.short}`,
    type: spec.kind,
    placeholder: spec.kind === "flag" ? null : spec.placeholder,
    choices: spec.kind === "choice" ? spec.choices : null,
    default: spec.kind === "flag" ? false : spec.kind === "integer" ? spec.default : null,
    minimum: spec.kind === "integer" || spec.kind === "number" ? spec.minimum : null,
    repeatable: spec.kind === "list",
    summary: spec.summary,
  }));

const exitCodeDocuments = () =>
  Object.entries(exitCodes).map(([name, code]) => ({
    code,
    name,
    meaning: exitCodeMeanings[name as keyof typeof exitCodes],
  }));

const environmentDocuments = () => environmentVariables.map(([name, meaning]) => ({ name, meaning }));
