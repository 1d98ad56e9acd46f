// Help texts. Examples come first: they are what most people look for.
import { exitCodes } from "../../core/errors.ts";
import { allCommands, findCommand, loadSubcommand, loadSubcommands } from "./command-table.ts";
import { isGroup, type Command, type CommandGroup, type OptionSpecs } from "./command.ts";
import { environmentVariables, globalOptions } from "./global-options.ts";
import { commandTable, commandText } from "../layout/command-text.ts";
import { table } from "./table.ts";
import { argumentUsage, optionUsage, usageOf } from "./usage.ts";
import type { View } from "./view.ts";

type Page = Pick<View, "paint" | "wrapsAt" | "breaksCommands">;

/** Longer lines are hard to read, on whatever they are shown. */
const widest = 80;

export const helpView = ({ paint, wrapsAt, breaksCommands }: Page): Page => ({
  paint,
  wrapsAt: Math.min(wrapsAt, widest),
  breaksCommands,
});

const section = ({ paint }: Page, title: string, body: string): string => `${paint.bold(title)}\n${body}`;

/** @param topic words that parsing has found to be known */
export async function helpFor([name, word]: readonly string[], view: Page): Promise<string> {
  if (name === undefined) return rootHelp(allCommands, view);
  if (Object.hasOwn(topics, name)) return topics[name as keyof typeof topics](view);
  const entry = findCommand(name)!;
  if (!isGroup(entry)) return commandHelp(entry, view);
  const command = word === undefined ? undefined : await loadSubcommand(entry, word);
  return command === undefined
    ? groupHelp(entry, await loadSubcommands(entry), view)
    : commandHelp(command, view);
}

/** What `cloud-runner` alone prints. */
export function shortHelp(view: Page): string {
  return [
    "Forecasts CSV files, on serverless infrastructure or on this machine.",
    section(
      view,
      "Start here",
      commandTable(
        [
          ["cloud-runner up", "bring up the local cloud, no account needed"],
          ["cloud-runner predict data.csv", "forecast a file and draw the result"],
        ],
        view,
      ),
    ),
    "`cloud-runner --help` lists every command; `cloud-runner COMMAND --help` explains one.",
  ].join("\n\n");
}

function rootHelp(commands: readonly (Command | CommandGroup)[], view: Page): string {
  return [
    "Forecasts CSV files, on serverless infrastructure or on this machine.",
    section(
      view,
      "Examples",
      [
        "cloud-runner up",
        "cloud-runner predict data.csv --model prophet --horizon 28",
        "cloud-runner logs --since 10m",
        "cloud-runner down",
      ]
        .map((example) => commandText(example, view))
        .join("\n"),
    ),
    section(view, "Usage", "  cloud-runner COMMAND [options]"),
    section(view, "Commands", commandList(commands, view)),
    section(view, "Options of every command", optionTable(globalOptions, view)),
    section(
      view,
      "More",
      commandTable(
        [
          ["cloud-runner COMMAND --help", "one command in full"],
          ["cloud-runner help exit-codes", "what each exit code means"],
          ["cloud-runner help environment", "environment variables"],
          ["cloud-runner help --json", "all of this as data"],
        ],
        view,
      ),
    ),
  ].join("\n\n");
}

const commandList = (commands: readonly (Command | CommandGroup)[], view: Page): string =>
  table(
    commands.map(({ name, summary }) => [name, summary]),
    view,
    { indent: "  " },
  );

function groupHelp(group: CommandGroup, subcommands: readonly Command[], view: Page): string {
  const usual =
    group.default === undefined ? "" : `\n\n\`${group.name}\` alone is \`${group.name} ${group.default}\`.`;
  return [
    ...opening(group, `${group.name} COMMAND [options]`, view),
    section(view, "Commands", `${commandList(subcommands, view)}${usual}`),
    section(view, "Options of every command", optionTable(globalOptions, view)),
    `\`cloud-runner ${group.name} COMMAND --help\` explains one. Exit codes: \`cloud-runner help exit-codes\`.`,
  ].join("\n\n");
}

function opening(entry: Command | CommandGroup, usage: string, view: Page): string[] {
  return [
    `${entry.summary}.`,
    section(view, "Examples", entry.examples.map((example) => commandText(example, view)).join("\n")),
    section(view, "Usage", `  cloud-runner ${usage}`),
    ...(entry.description === undefined ? [] : [paragraphs(entry.description)]),
  ];
}

/** The sources break lines anywhere; a sentence that begins one stands in a line of its own. */
const paragraphs = (description: string): string =>
  description.replaceAll(/(?<!(?<!\.)[.:?]|\n)\n(?!\n)/g, " ");

function commandHelp(command: Command, view: Page): string {
  const parts = opening(command, usageOf(command), view);
  if (command.arguments !== undefined && command.arguments.length > 0) {
    const rows = command.arguments.map((argument) => [argumentUsage(argument), argument.summary]);
    parts.push(section(view, "Arguments", table(rows, view, { indent: "  " })));
  }
  if (Object.keys(command.options).length > 0) {
    parts.push(section(view, "Options", optionTable(command.options, view)));
  }
  parts.push(section(view, "Options of every command", optionTable(globalOptions, view)));
  parts.push("Exit codes: `cloud-runner help exit-codes`.");
  return parts.join("\n\n");
}

const optionTable = (options: OptionSpecs, view: Page): string =>
  table(
    Object.entries(options).map(([key, spec]) => [optionUsage(key, spec), spec.summary]),
    view,
    { indent: "  " },
  );

export const exitCodeMeanings: Record<keyof typeof exitCodes, string> = {
  ok: "done",
  failed: "failed; the message says what and how to fix it",
  usage: "wrong flag or argument, or a yes that nobody is there to give",
  partial: "some inputs failed, the others are done",
  notAuthenticated: "no usable credentials",
  planHasChanges: "the plan holds changes (only with `plan --detailed-exitcode`)",
  bug: "a bug in cloud-runner",
  timedOut: "a wait took longer than its limit",
  interrupted: "interrupted by Ctrl-C, or the run was cancelled",
};

const topics = {
  "exit-codes": (view: Page) =>
    table(
      Object.entries(exitCodeMeanings).map(([name, meaning]) => [
        String(exitCodes[name as keyof typeof exitCodes]).padStart(3),
        meaning,
      ]),
      view,
    ),
  environment: (view: Page) => table(environmentVariables, view),
} as const;

export const helpTopics: readonly string[] = Object.keys(topics);
