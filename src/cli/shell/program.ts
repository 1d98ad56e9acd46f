// The only place that knows the argument parser: argv in, a command with its values out.
import { Command as Parser, CommanderError, InvalidArgumentError, Option } from "commander";
import { UsageError } from "../../core/errors.ts";
import { commandNames, loadCommand } from "./command-table.ts";
import { longName } from "./command.ts";
import type { ArgumentSpec, Command, CommandInput, OptionSpec, OptionSpecs } from "./command.ts";
import type { GlobalFlags } from "./context.ts";
import { globalOptions } from "./global-options.ts";
import { helpTopics } from "./help.ts";
import { nearest } from "../../core/suggest.ts";

export type Invocation =
  | { kind: "short-help"; flags: GlobalFlags }
  | { kind: "help"; topic: string | undefined; flags: GlobalFlags }
  | { kind: "version"; flags: GlobalFlags }
  | { kind: "command"; command: Command; input: CommandInput<OptionSpecs>; flags: GlobalFlags };

/**
 * Global options may stand before or after the command's name.
 * @throws UsageError
 */
export async function parseArguments(argv: readonly string[]): Promise<Invocation> {
  const at = commandIndex(argv);
  if (at === undefined) return parseWithoutCommand(argv);
  const name = argv[at]!;
  const rest = argv.toSpliced(at, 1);
  if (name === "help") return parseHelp(rest);
  const command = await loadCommand(name);
  if (command === undefined) throw unknownCommand(name);
  const { values, args, asked } = parse(rest, command.options, command.arguments ?? []);
  const flags = globalFlags(values);
  if (asked === "help") return { kind: "help", topic: name, flags };
  if (asked === "version") return { kind: "version", flags };
  return { kind: "command", command, input: { arguments: args, options: values }, flags };
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

/** The first word that is neither a global option nor the value of one. */
function commandIndex(argv: readonly string[]): number | undefined {
  const takesValue = new Set<string>();
  for (const [key, spec] of Object.entries<OptionSpec>(globalOptions)) {
    if (spec.kind === "flag") continue;
    takesValue.add(`--${longName(key)}`);
    if (spec.short !== undefined) takesValue.add(`-${spec.short}`);
  }
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index]!;
    if (word === "--") return undefined;
    if (takesValue.has(word)) index += 1;
    else if (!word.startsWith("-")) return index;
  }
  return undefined;
}

function parseWithoutCommand(argv: readonly string[]): Invocation {
  const { values, asked } = parse(argv, {}, []);
  const flags = globalFlags(values);
  if (asked === "help") return { kind: "help", topic: undefined, flags };
  if (asked === "version") return { kind: "version", flags };
  return { kind: "short-help", flags };
}

function parseHelp(argv: readonly string[]): Invocation {
  const topic: ArgumentSpec = { name: "topic", summary: "", required: false };
  const { values, args } = parse(argv, {}, [topic]);
  const name = args[0];
  if (name !== undefined && !helpTopics.includes(name) && !commandNames.includes(name)) {
    throw unknownCommand(name, [...commandNames, ...helpTopics]);
  }
  return { kind: "help", topic: name, flags: globalFlags(values) };
}

type Values = Record<string, never>;
interface Parsed {
  values: Values;
  args: string[];
  asked: "help" | "version" | undefined;
}

function parse(argv: readonly string[], own: OptionSpecs, args: readonly ArgumentSpec[]): Parsed {
  const specs: OptionSpecs = { ...globalOptions, ...own };
  const parser = new Parser("cloud-runner")
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {}, outputError: () => {} })
    .showSuggestionAfterError(false)
    .allowExcessArguments(false)
    .helpOption("-h, --help")
    .version("-", "-V, --version");
  for (const [key, spec] of Object.entries(specs)) parser.addOption(optionFor(key, spec));
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
    else if (error.code === "commander.version") asked = "version";
    else throw usageError(error, argv, specs);
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

function optionFor(key: string, spec: OptionSpec): Option {
  const short = spec.short === undefined ? "" : `-${spec.short}, `;
  const value = spec.kind === "flag" ? "" : ` <${spec.placeholder}>`;
  const option = new Option(`${short}--${longName(key)}${value}`);
  // By itself the parser keeps `--plot FILE` and `--no-plot` under one name.
  option.attributeName = () => key;
  if (spec.kind === "integer") {
    option.argParser((word) => {
      if (/^\d+$/.test(word) && Number(word) >= spec.minimum) return Number(word);
      throw new InvalidArgumentError(`It must be a whole number, ${spec.minimum} or more.`);
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
    config: text("config"),
    target: text("target"),
    project: text("project"),
    region: text("region"),
    cwd: text("cwd"),
  };
}

function unknownCommand(name: string, candidates: readonly string[] = commandNames): UsageError {
  const near = nearest(name, candidates);
  return new UsageError(`There is no command ${name}.`, {
    code: "usage.unknown-command",
    details: near === undefined ? [] : [`Did you mean ${near}?`],
    fix: "`cloud-runner --help` lists every command.",
  });
}

function usageError(error: CommanderError, argv: readonly string[], specs: OptionSpecs): UsageError {
  const fix = "`--help` after the command shows its options and examples.";
  const message = `${error.message.replace(/^error: /, "").replace(/^./, (letter) => letter.toUpperCase())}`;
  if (error.code === "commander.unknownOption") {
    const word = /'([^']+)'/.exec(error.message)?.[1] ?? argv.find((each) => each.startsWith("-")) ?? "";
    const near = nearest(word, [
      ...Object.keys(specs).map((key) => `--${longName(key)}`),
      "--help",
      "--version",
    ]);
    return new UsageError(`There is no option ${word}.`, {
      code: "usage.unknown-option",
      details: near === undefined ? [] : [`Did you mean ${near}?`],
      fix,
      cause: error,
    });
  }
  return new UsageError(message.endsWith(".") ? message : `${message}.`, { fix, cause: error });
}
