// What the value of an option or an argument is, by the name that help gives it.
import type { CloudName } from "../../library/suggest/cloud-names.ts";
import type { Command, OptionSpec } from "../shell/command.ts";

export type ValueKind =
  | CloudName
  | "file"
  | "folder"
  | "model"
  | "models"
  | "column"
  | "columns"
  | "sheet"
  | "parameter"
  | "frequency"
  | "timezone"
  | "encoding"
  | "date-format"
  | "region"
  | "severity"
  | { words: readonly string[] }
  | undefined;

/** Where the placeholder would say less. */
const kindsOfOptions: Readonly<Record<string, ValueKind>> = {
  dateColumn: "column",
  targetColumn: "columns",
  idColumn: "columns",
  model: "model",
  models: "models",
  param: "parameter",
  sheet: "sheet",
  encoding: "encoding",
  frequency: "frequency",
  timezone: "timezone",
  dateFormat: "date-format",
  decimal: { words: [".", ","] },
  severity: "severity",
  // Names of inputs, which mostly are names of files here.
  file: "file",
  interval: { words: ["0", "0.8", "0.9", "0.95", "0.8,0.95"] },
  since: { words: ["10m", "1h", "24h", "7d"] },
  until: { words: ["10m", "1h", "24h", "7d"] },
  step: { words: ["1m", "5m", "1h"] },
  olderThan: { words: ["12h", "7d", "30d"] },
  timeout: { words: ["90s", "10m", "1h", "8h"] },
  region: "region",
  resume: "run",
  run: "run",
};

const kindsOfWords: Readonly<Record<string, ValueKind>> = {
  RUN: "run",
  REVISION: "revision",
  SCHEDULE: "schedule",
  MODEL: "model",
  COLUMN: "column",
  COLUMNS: "columns",
  ZONE: "timezone",
};

/** By the command and its argument. */
const kindsOfArguments: readonly (readonly [command: RegExp, argument: RegExp, kind: ValueKind])[] = [
  [/^models$/, /^name$/, "model"],
  [/^dlq /, /^id$/, "dead-letter"],
  [/^schedule (show|run|pause|resume|remove)$/, /^name$/, "schedule"],
  [/./, /^runs?$/, "run"],
  [/./, /^revisions?$/, "revision"],
  [/./, /^files?$/i, "file"],
  [/./, /^(DIR|folder)$/i, "folder"],
];

export function kindOfOption(key: string, spec: Exclude<OptionSpec, { kind: "flag" }>): ValueKind {
  if (spec.kind === "choice") return { words: spec.choices };
  if (spec.kind === "integer" || spec.kind === "number") return undefined;
  if (Object.hasOwn(kindsOfOptions, key)) return kindsOfOptions[key];
  const parts = spec.placeholder.split("|");
  if (parts.some((part) => part.startsWith("FILE"))) return "file";
  if (parts.some((part) => /^(DIR|FOLDER)/.test(part))) return "folder";
  if (parts.length > 1 && parts.every((part) => /^[a-z][a-z0-9-]*$/.test(part))) return { words: parts };
  return kindsOfWords[spec.placeholder];
}

export function kindOfArgument(
  command: Command,
  argument: NonNullable<Command["arguments"]>[number],
): ValueKind {
  if (argument.choices !== undefined) return { words: argument.choices };
  return kindsOfArguments.find(
    ([names, words]) => names.test(command.name) && words.test(argument.name),
  )?.[2];
}
