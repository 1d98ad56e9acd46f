// What a command is: a value that says what it takes, runs, and shows its result. It knows nothing of the parser.
import type { Context, GlobalFlags } from "./context.ts";
import type { View } from "./view.ts";

interface OptionBase {
  summary: string;
  /** One letter, for `-n`. */
  short?: string;
  /** Long names that it had before: they work as ever, and no help shows them. */
  formerly?: readonly string[];
}

export type OptionSpec =
  | (OptionBase & { kind: "flag" })
  | (OptionBase & { kind: "text"; placeholder: string })
  | (OptionBase & { kind: "integer"; placeholder: string; minimum: number; default: number })
  | (OptionBase & { kind: "number"; placeholder: string; minimum: number })
  | (OptionBase & { kind: "choice"; placeholder: string; choices: readonly string[] })
  | (OptionBase & { kind: "list"; placeholder: string });

export type OptionSpecs = Record<string, OptionSpec>;

export type OptionValue<S extends OptionSpec> = S extends { kind: "flag" }
  ? boolean
  : S extends { kind: "integer" }
    ? number
    : S extends { kind: "number" }
      ? number | undefined
      : S extends { kind: "choice"; choices: readonly (infer T)[] }
        ? T | undefined
        : S extends { kind: "list" }
          ? string[]
          : string | undefined;

export type OptionValues<S extends OptionSpecs> = { [K in keyof S]: OptionValue<S[K]> };

export interface ArgumentSpec {
  name: string;
  summary: string;
  required: boolean;
  variadic?: boolean;
  /** What alone it may be, where that is a list. */
  choices?: readonly string[];
}

export interface CommandInput<S extends OptionSpecs> {
  arguments: string[];
  options: OptionValues<S>;
}

/** What was typed, for what is shown of a result. */
export interface Typed<S extends OptionSpecs> {
  options: OptionValues<S>;
  flags: GlobalFlags;
}

/** What a command does: `run.ts` does it and returns plain data, `render.ts` beside it shows that data. */
export interface Implementation<S extends OptionSpecs, R> {
  /** Results one by one when the command `streams`. */
  run(context: Context, input: CommandInput<S>): Promise<R> | AsyncIterable<R>;
  /** The result as text for standard output; nothing is printed when it gives an empty string. */
  render(result: R, view: View, typed: Typed<S>): string | Promise<string>;
  /** What `--json` prints; the result itself when absent. */
  document?(result: R): object;
  /** 0 when absent. */
  exitCode?(result: R, typed: Typed<S>): number;
  /** Something that was asked may never answer: the process is ended once everything is written. */
  endsProcess?(result: R): boolean;
}

export interface Command<S extends OptionSpecs = OptionSpecs, R = unknown> {
  /** As it is typed: `predict`, or `dlq list` in a group. */
  name: string;
  /** One line for the list of commands. */
  summary: string;
  /** Further paragraphs for the command's own help. */
  description?: string;
  examples: readonly string[];
  arguments?: readonly ArgumentSpec[];
  /** Keys are the long names in camelCase: `dryRun` is `--dry-run`. */
  options: S;
  /** Each result is shown as it comes; with `--json` it is one line of JSON. */
  streams?: boolean;
  /** Its text is for another program, so that nothing in it is put in other words. */
  isScript?: boolean;
  /** Loads what the command does. Only when it really runs, so that help and mistakes of typing stay quick. */
  load(): Promise<Implementation<S, R>>;
}

/** Commands under one name, such as `dlq list` and `dlq show`: each has options and arguments of its own. */
export interface CommandGroup {
  name: string;
  /** One line for the list of commands. */
  summary: string;
  /** Further paragraphs for the group's own help. */
  description?: string;
  examples: readonly string[];
  /** By the word that chooses it; the name of each is the whole of it, `dlq list`. Loaded only when asked for. */
  subcommands: Readonly<Record<string, () => Promise<unknown>>>;
  /** The word of the one that runs when none is named; without it the group alone shows its help. */
  default?: string;
}

export const isGroup = (entry: Command | CommandGroup): entry is CommandGroup => "subcommands" in entry;

/** Keeps the types of the options and of the result tied together inside one command. */
export function defineCommand<const S extends OptionSpecs, R>(command: Command<S, R>): Command<S, R> {
  return command;
}

export const flag = (summary: string, short?: string) =>
  ({ kind: "flag", summary, ...(short === undefined ? {} : { short }) }) as const;

export const text = (placeholder: string, summary: string, short?: string) =>
  ({ kind: "text", placeholder, summary, ...(short === undefined ? {} : { short }) }) as const;

export const list = (placeholder: string, summary: string) =>
  ({ kind: "list", placeholder, summary }) as const;

export const integer = (
  placeholder: string,
  summary: string,
  limits: { minimum: number; default: number; short?: string },
) => ({ kind: "integer", placeholder, summary, ...limits }) as const;

export const number = (placeholder: string, summary: string, minimum: number) =>
  ({ kind: "number", placeholder, summary, minimum }) as const;

export const choice = <const T extends string>(placeholder: string, summary: string, choices: readonly T[]) =>
  ({ kind: "choice", placeholder, summary, choices }) as const;

/** The option under a new name: what it was called before goes on working. */
export const renamed = <const S extends OptionSpec>(formerly: string, spec: S): S => ({
  ...spec,
  formerly: [formerly],
});

/** `dryRun` → `dry-run`. */
export const longName = (key: string): string =>
  key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
