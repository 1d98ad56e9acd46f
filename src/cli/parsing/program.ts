// The only place that knows the argument parser: argv in, a command with its values out.
import { Command as Parser, CommanderError, Option } from "commander";
import { UsageError } from "../../core/errors.ts";
import { helpSentence } from "../pasting/named-help.ts";
import { commandNames, findCommand, loadSubcommand, loadSubcommands } from "../shell/command-table.ts";
import {
  isGroup,
  longName,
  type Command,
  type CommandGroup,
  type CommandInput,
  type OptionSpec,
  type OptionSpecs,
} from "../shell/command.ts";
import type { GlobalFlags } from "../shell/context.ts";
import { commandLine } from "../shell/command-line.ts";
import { foreignOption } from "./foreign-options.ts";
import { globalOptions } from "../shell/global-options.ts";
import { helpTopics } from "../shell/help.ts";
import { shellQuote } from "../../core/shell-quote.ts";
import { meantCommand, nearCommand, withOption } from "./slips.ts";

export type Invocation =
  | { kind: "short-help"; flags: GlobalFlags }
  /** @param topic a topic, a command, or a group and its subcommand; empty for all */
  | { kind: "help"; topic: readonly string[]; flags: GlobalFlags }
  | { kind: "version"; flags: GlobalFlags }
  | { kind: "command"; command: Command; input: CommandInput<OptionSpecs>; flags: GlobalFlags };

/**
 * Global options may stand before or after the command's name.
 * @throws UsageError
 */
export async function parseArguments(argv: readonly string[]): Promise<Invocation> {
  const { word: name, rest } = takeWord(argv);
  if (name === undefined) return parseWithoutCommand(argv);
  if (name === "help") return parseHelp(rest);
  const entry = findCommand(name);
  if (entry === undefined) throw unknownCommand(name, argv);
  return isGroup(entry) ? parseGroup(entry, rest) : parseCommand(entry, rest);
}

async function parseGroup(group: CommandGroup, argv: readonly string[]): Promise<Invocation> {
  const { word, rest } = takeWord(argv);
  const command = await loadSubcommand(group, word ?? group.default ?? "");
  if (word === undefined) {
    const invocation = command === undefined ? parseWithoutCommand(argv) : parseCommand(command, argv);
    const { kind, flags } = invocation;
    return kind === "command" || kind === "version"
      ? invocation
      : { kind: "help", topic: [group.name], flags };
  }
  if (command === undefined) throw unknownSubcommand(group, word);
  try {
    return parseCommand(command, rest);
  } catch (error) {
    throw await withOwners(error, group);
  }
}

function parseCommand(command: Command, argv: readonly string[]): Invocation {
  const { values, args, asked } = parse(argv, command);
  const flags = globalFlags(values);
  if (asked === undefined) refuseColumnAsTarget(command, { arguments: args, options: values });
  if (asked === "help") return { kind: "help", topic: command.name.split(" "), flags };
  if (asked === "version") return { kind: "version", flags };
  return { kind: "command", command, input: { arguments: args, options: values }, flags };
}

/** `--target sales` means the column, where a command reads one. @throws UsageError */
function refuseColumnAsTarget(command: Command, input: CommandInput<OptionSpecs>): void {
  const { target, ...options } = input.options as Record<string, string | undefined>;
  if (target === undefined || ["local", "gcp"].includes(target)) return;
  if (!Object.hasOwn(command.options, "targetColumn") || options["targetColumn"] !== undefined) return;
  throw new UsageError(`--target is ${target}; it must be local or gcp.`, {
    code: "usage.setting",
    details: ["Did you mean --target-column?"],
    fix: "Name the column of the values with --target-column.",
    commands: [commandLine(command, { ...input, options: { ...options, targetColumn: target } as never })],
  });
}

/** What can be said about --json and --no-color before anything is parsed, for errors of the parsing itself. */
export function flagsBeforeParsing(argv: readonly string[]): GlobalFlags {
  const end = argv.indexOf("--");
  const words = new Set(end === -1 ? argv : argv.slice(0, end));
  return {
    ...globalFlags({}),
    json: words.has("--json"),
    color: !words.has("--no-color"),
    verbose: words.has("--verbose") || words.has("-v"),
  };
}

/** Takes out the first word that is neither a global option nor the value of one. */
function takeWord(argv: readonly string[]): { word: string | undefined; rest: readonly string[] } {
  const takesValue = new Set<string>();
  for (const [key, spec] of Object.entries<OptionSpec>(globalOptions)) {
    if (spec.kind === "flag") continue;
    takesValue.add(`--${longName(key)}`);
    if (spec.short !== undefined) takesValue.add(`-${spec.short}`);
  }
  for (let index = 0; index < argv.length && argv[index] !== "--"; index += 1) {
    const word = argv[index]!;
    if (takesValue.has(word)) index += 1;
    else if (!word.startsWith("-")) return { word, rest: argv.toSpliced(index, 1) };
  }
  return { word: undefined, rest: argv };
}

function parseWithoutCommand(argv: readonly string[]): Invocation {
  const { values, asked } = parse(argv, {});
  const flags = globalFlags(values);
  if (asked === "help") return { kind: "help", topic: [], flags };
  if (asked === "version") return { kind: "version", flags };
  return { kind: "short-help", flags };
}

async function parseHelp(argv: readonly string[]): Promise<Invocation> {
  const words = ["topic", "subcommand"].map((name) => ({ name, summary: "", required: false }));
  const { values, args: topic } = parse(argv, { arguments: words });
  const [name, word] = topic;
  const isTopic = name === undefined || helpTopics.includes(name);
  const entry = isTopic ? undefined : findCommand(name);
  if (!isTopic && entry === undefined) throw unknownTopic(name);
  if (word !== undefined) {
    const group = entry !== undefined && isGroup(entry) ? entry : { name: name!, subcommands: {} };
    if (!Object.hasOwn(group.subcommands, word)) throw unknownSubcommand(group, word);
  }
  return { kind: "help", topic, flags: globalFlags(values) };
}

type Values = Record<string, never>;
interface Parsed {
  values: Values;
  args: string[];
  asked: "help" | "version" | undefined;
}

/** @param of a command, or what is read where none is named */
function parse(
  argv: readonly string[],
  of: Partial<Pick<Command, "name" | "options" | "arguments">>,
): Parsed {
  const { name: command, arguments: args = [] } = of;
  const specs: OptionSpecs = { ...globalOptions, ...of.options };
  const fix = helpFix(command);
  const parser = new Parser("cloud-runner")
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {}, outputError: () => {} })
    .showSuggestionAfterError(false)
    .allowExcessArguments(false)
    .helpOption("-h, --help")
    .version("-", "-V, --version");
  for (const [key, spec] of Object.entries(specs)) {
    for (const name of [longName(key), ...(spec.formerly ?? [])]) {
      parser.addOption(optionFor(name, key, spec, fix));
    }
  }
  for (const { name, required, variadic } of args) {
    const word = `${name}${variadic === true ? "..." : ""}`;
    parser.argument(required ? `<${word}>` : `[${word}]`);
  }
  let asked: Parsed["asked"];
  try {
    parser.parse(argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "commander.helpDisplayed") asked = "help";
    else if (error.code === "commander.version") {
      // The parser reads nothing that stands behind it.
      asked = "version";
      if (flagsBeforeParsing(argv).json) parser.setOptionValue("json", true);
    } else throw usageError(error, { argv, command, specs, fix });
  }
  const found = parser.opts<Record<string, unknown>>();
  const values: Record<string, unknown> = {};
  for (const [key, spec] of Object.entries(specs)) {
    // A flag that starts with `no-` is kept as false when it is given.
    const isGiven = found[key] === !key.startsWith("no");
    values[key] = spec.kind === "flag" ? isGiven : found[key];
    if (spec.kind === "list") values[key] ??= [];
    if (spec.kind === "integer") values[key] ??= spec.default;
  }
  return { values: values as Values, args: parser.args, asked };
}

function optionFor(name: string, key: string, spec: OptionSpec, fix: string): Option {
  const short = spec.short === undefined || name !== longName(key) ? "" : `-${spec.short}, `;
  const value = spec.kind === "flag" ? "" : ` <${spec.placeholder}>`;
  const option = new Option(`${short}--${name}${value}`);
  // By itself the parser keeps `--plot FILE` and `--no-plot` under one name.
  option.attributeName = () => key;
  if (spec.kind === "choice") option.choices(spec.choices);
  if (spec.kind === "integer" || spec.kind === "number") {
    const [form, what] =
      spec.kind === "integer" ? [/^\d+$/, "whole number"] : [/^\d*\.?\d+$/, "plain number"];
    option.argParser((word) => {
      if (form.test(word) && Number(word) >= spec.minimum) return Number(word);
      throw new UsageError(
        `--${name} is ${word || "empty"}; it must be a ${what}, ${spec.minimum} or more.`,
        { fix },
      );
    });
  } else if (spec.kind === "list") {
    option.argParser((word, before: string[] | undefined) => [...(before ?? []), word]);
  }
  return option;
}

function globalFlags(values: Record<string, unknown>): GlobalFlags {
  const text = (key: string) => values[key] as string | undefined;
  return {
    json: values["json"] === true,
    quiet: values["quiet"] === true,
    verbose: values["verbose"] === true,
    color: values["noColor"] !== true,
    yes: values["yes"] === true,
    trust: values["trust"] === true,
    config: text("config"),
    target: text("target"),
    project: text("project"),
    region: text("region"),
    cwd: text("cwd"),
  };
}

function unknownCommand(name: string, argv: readonly string[]): UsageError {
  return new UsageError(`There is no command ${name}.`, {
    code: "usage.unknown-command",
    ...meantCommand(name, argv, commandNames),
    fix: `${everyCommand}.`,
  });
}

function unknownTopic(name: string): UsageError {
  return new UsageError(`There is no help on ${name}.`, {
    code: "usage.unknown-command",
    details: didYouMean(name, [...commandNames, ...helpTopics]),
    fix: `${everyCommand}; further topics are ${helpTopics.join(" and ")}.`,
  });
}

function unknownSubcommand(
  { name, subcommands }: Pick<CommandGroup, "name" | "subcommands">,
  word: string,
): UsageError {
  return new UsageError(`There is no command ${name} ${word}.`, {
    code: "usage.unknown-command",
    details: didYouMean(word, Object.keys(subcommands)),
    fix: `\`cloud-runner ${name} --help\` shows what there is.`,
  });
}

function didYouMean(word: string, candidates: readonly string[]): string[] {
  const near = nearCommand(word, candidates);
  return near === undefined ? [] : [`Did you mean ${near}?`];
}

const everyCommand = "`cloud-runner --help` lists every command";

const helpFix = (command: string | undefined): string =>
  command === undefined ? `${everyCommand}.` : helpSentence(command);

interface Refused {
  argv: readonly string[];
  command: string | undefined;
  specs: OptionSpecs;
  fix: string;
}

function usageError(error: CommanderError, { argv, command, specs, fix }: Refused): UsageError {
  const unknown = unknownOption(error)?.replace(/=.*$/s, "");
  if (unknown !== undefined) {
    const { details, meant } = meantOption(unknown, specs);
    const words = command === undefined ? [] : ["cloud-runner", ...command.split(" ")];
    return new UsageError(`There is no option ${unknown}.`, {
      code: "usage.unknown-option",
      details,
      fix,
      commands:
        meant === undefined || words.length === 0
          ? []
          : [shellQuote([...words, ...withOption(argv, unknown, meant)])],
      cause: error,
    });
  }
  const message = `${error.message.replace(/^error: /, "").replace(/^./, (letter) => letter.toUpperCase())}`;
  return new UsageError(message.endsWith(".") ? message : `${message}.`, { fix, cause: error });
}

/** @returns the option that can stand in its place with the same value, where there is one */
function meantOption(word: string, specs: OptionSpecs): { details: string[]; meant: string | undefined } {
  const { key, sentence, isSame } = foreignOption(word);
  // What is said of files concerns the commands that read them.
  if (sentence !== undefined && Object.hasOwn(specs, "dateFormat"))
    return { details: [sentence], meant: undefined };
  if (key !== undefined && Object.hasOwn(specs, key)) {
    const option = `--${longName(key)}`;
    return { details: [`Did you mean ${option}?`], meant: isSame ? option : undefined };
  }
  const known = [...Object.keys(specs).map((each) => `--${longName(each)}`), "--help", "--version"];
  const near = nearCommand(word, known);
  return { details: near === undefined ? [] : [`Did you mean ${near}?`], meant: near };
}

const unknownOption = (error: CommanderError): string | undefined =>
  error.code === "commander.unknownOption" ? /'([^']+)'/.exec(error.message)?.[1] : undefined;

/** Of an option that another command of the group takes, says so. */
async function withOwners(error: unknown, group: CommandGroup): Promise<unknown> {
  const cause = error instanceof UsageError ? error.cause : undefined;
  const option = cause instanceof CommanderError ? unknownOption(cause) : undefined;
  if (option === undefined) return error;
  const owners = (await loadSubcommands(group)).filter(({ options }) =>
    Object.keys(options).some((key) => `--${longName(key)}` === option),
  );
  if (owners.length === 0) return error;
  const names = owners.map(({ name }) => `\`${name}\``).join(" and ");
  const { message, code } = error as UsageError;
  return new UsageError(message, { code, fix: `It belongs to ${names}.`, cause });
}
