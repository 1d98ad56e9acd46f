// Help texts. Examples come first: they are what most people look for.
import { exitCodes } from "../../core/errors.ts";
import { allCommands, findCommand, loadSubcommand, loadSubcommands } from "./command-table.ts";
import { isGroup, type Command, type CommandGroup, type OptionSpecs } from "./command.ts";
import { environmentVariables, globalOptions } from "./global-options.ts";
import { table } from "./table.ts";
import { argumentUsage, optionUsage, usageOf } from "./usage.ts";
import type { View } from "./view.ts";

type Paint = Pick<View, "paint">;

const section = ({ paint }: Paint, title: string, body: string): string => `${paint.bold(title)}\n${body}`;

/** @param topic words that parsing has found to be known */
export async function helpFor([name, word]: readonly string[], view: Paint): Promise<string> {
  if (name === undefined) return rootHelp(allCommands, view);
  if (Object.hasOwn(topics, name)) return topics[name as keyof typeof topics]();
  const entry = findCommand(name)!;
  if (!isGroup(entry)) return commandHelp(entry, view);
  const command = word === undefined ? undefined : await loadSubcommand(entry, word);
  return command === undefined
    ? groupHelp(entry, await loadSubcommands(entry), view)
    : commandHelp(command, view);
}

/** What `cloud-runner` alone prints. */
export function shortHelp(view: Paint): string {
  return [
    "Forecasts CSV files on serverless infrastructure, in the cloud or on this machine.",
    section(
      view,
      "Start here",
      table(
        [
          ["cloud-runner up", "bring up the local cloud: no account, no Docker, no network"],
          ["cloud-runner predict data.csv", "forecast a file and draw the result"],
        ],
        "  ",
      ),
    ),
    "`cloud-runner --help` lists every command; `cloud-runner COMMAND --help` explains one.",
  ].join("\n\n");
}

function rootHelp(commands: readonly (Command | CommandGroup)[], view: Paint): string {
  return [
    "Forecasts CSV files on serverless infrastructure, in the cloud or on this machine.",
    section(
      view,
      "Examples",
      [
        "  cloud-runner up",
        "  cloud-runner predict data.csv --model prophet --horizon 28",
        "  cloud-runner logs --since 10m",
        "  cloud-runner down",
      ].join("\n"),
    ),
    section(view, "Usage", "  cloud-runner COMMAND [options]"),
    section(view, "Commands", commandList(commands)),
    section(view, "Options of every command", optionTable(globalOptions)),
    section(
      view,
      "More",
      table(
        [
          ["cloud-runner COMMAND --help", "one command in full"],
          ["cloud-runner help exit-codes", "what each exit code means"],
          ["cloud-runner help environment", "environment variables"],
          ["cloud-runner help --json", "all of this as data"],
        ],
        "  ",
      ),
    ),
  ].join("\n\n");
}

const commandList = (commands: readonly (Command | CommandGroup)[]): string =>
  table(
    commands.map(({ name, summary }) => [name, summary]),
    "  ",
  );

function groupHelp(group: CommandGroup, subcommands: readonly Command[], view: Paint): string {
  const usual =
    group.default === undefined ? "" : `\n\n\`${group.name}\` alone is \`${group.name} ${group.default}\`.`;
  return [
    ...opening(group, `${group.name} COMMAND [options]`, view),
    section(view, "Commands", `${commandList(subcommands)}${usual}`),
    section(view, "Options of every command", optionTable(globalOptions)),
    `\`cloud-runner ${group.name} COMMAND --help\` explains one. Exit codes: \`cloud-runner help exit-codes\`.`,
  ].join("\n\n");
}

function opening(entry: Command | CommandGroup, usage: string, view: Paint): string[] {
  return [
    `${entry.summary}.`,
    section(view, "Examples", entry.examples.map((example) => `  ${example}`).join("\n")),
    section(view, "Usage", `  cloud-runner ${usage}`),
    ...(entry.description === undefined ? [] : [entry.description]),
  ];
}

function commandHelp(command: Command, view: Paint): string {
  const parts = opening(command, usageOf(command), view);
  if (command.arguments !== undefined && command.arguments.length > 0) {
    const rows = command.arguments.map((argument) => [argumentUsage(argument), argument.summary]);
    parts.push(section(view, "Arguments", table(rows, "  ")));
  }
  if (Object.keys(command.options).length > 0) {
    parts.push(section(view, "Options", optionTable(command.options)));
  }
  parts.push(section(view, "Options of every command", optionTable(globalOptions)));
  parts.push("Exit codes: `cloud-runner help exit-codes`.");
  return parts.join("\n\n");
}

const optionTable = (options: OptionSpecs): string =>
  table(
    Object.entries(options).map(([key, spec]) => [optionUsage(key, spec), spec.summary]),
    "  ",
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
  "exit-codes": () =>
    table(
      Object.entries(exitCodeMeanings).map(([name, meaning]) => [
        String(exitCodes[name as keyof typeof exitCodes]).padStart(3),
        meaning,
      ]),
    ),
  environment: () => table(environmentVariables),
} as const;

export const helpTopics: readonly string[] = Object.keys(topics);
