// Help texts. Examples come first: they are what most people look for.
import { exitCodes } from "../../core/errors.ts";
import { longName } from "./command.ts";
import type { Command, OptionSpec, OptionSpecs } from "./command.ts";
import { environmentVariables, globalOptions } from "./global-options.ts";
import { table } from "./table.ts";
import type { View } from "./view.ts";

type Paint = Pick<View, "paint">;

const section = ({ paint }: Paint, title: string, body: string): string => `${paint.bold(title)}\n${body}`;

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

export function rootHelp(commands: readonly Command[], view: Paint): string {
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
    section(
      view,
      "Commands",
      table(
        commands.map((command) => [command.name, command.summary]),
        "  ",
      ),
    ),
    section(view, "Options of every command", optionTable(globalOptions)),
    section(
      view,
      "More",
      table(
        [
          ["cloud-runner COMMAND --help", "one command in full"],
          ["cloud-runner help exit-codes", "what each exit code means"],
          ["cloud-runner help environment", "environment variables"],
        ],
        "  ",
      ),
    ),
  ].join("\n\n");
}

export function commandHelp(command: Command, view: Paint): string {
  const args = (command.arguments ?? []).map((argument) => {
    const name = `${argument.name}${argument.variadic === true ? "..." : ""}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  const parts = [
    `${command.summary}.`,
    section(view, "Examples", command.examples.map((example) => `  ${example}`).join("\n")),
    section(view, "Usage", `  ${["cloud-runner", command.name, ...args, "[options]"].join(" ")}`),
  ];
  if (command.description !== undefined) parts.push(command.description);
  if (command.arguments !== undefined && command.arguments.length > 0) {
    const rows = command.arguments.map((argument, index) => [args[index]!, argument.summary]);
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

/** `-n, --limit N` */
function optionUsage(key: string, spec: OptionSpec): string {
  const short = spec.short === undefined ? "    " : `-${spec.short}, `;
  const value = spec.kind === "flag" ? "" : ` ${spec.placeholder}`;
  return `${short}--${longName(key)}${value}`;
}

const exitCodeMeanings: Record<keyof typeof exitCodes, string> = {
  ok: "done",
  failed: "failed; the message says what and how to mend it",
  usage: "wrong flag or argument, or a question that nobody is there to answer",
  partial: "some inputs failed, the others are done",
  notAuthenticated: "no usable credentials",
  planHasChanges: "the plan holds changes (only with `plan --detailed-exitcode`)",
  bug: "a bug in cloud-runner",
  timedOut: "a wait took longer than its limit",
  interrupted: "interrupted by Ctrl-C",
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

export const helpTopic = (name: string): string | undefined =>
  Object.hasOwn(topics, name) ? topics[name as keyof typeof topics]() : undefined;
