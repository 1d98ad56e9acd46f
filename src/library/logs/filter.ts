// What is looked for among the entries, as terms of Cloud Logging's own language: it is Google that filters, so that the
// newest N are the newest N of those that match.
// https://docs.cloud.google.com/logging/docs/view/logging-query-language
import { uploadPrefix } from "../../core/contract.ts";
import { UsageError } from "../../core/errors.ts";
import { nearestName } from "../../core/nearest-name.ts";
import { checkRunId } from "../runs/run-id.ts";

/** The lowest first. https://docs.cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry#LogSeverity */
export const severities = [
  "DEFAULT",
  "DEBUG",
  "INFO",
  "NOTICE",
  "WARNING",
  "ERROR",
  "CRITICAL",
  "ALERT",
  "EMERGENCY",
] as const;

export type Severity = (typeof severities)[number];

/** All of it must hold; what is absent holds for every entry. */
export interface LogFilter {
  /** This severity or a higher one, in any case: `warning`. */
  severity?: string | undefined;
  /** Of a file, by its name or the end of its path. */
  file?: string | undefined;
  /** Of the files of a run, by its id. */
  run?: string | undefined;
  /** Text of the entry in any case, or a pattern of RE2 between slashes: `/timed? out/`, with `/…/i` in any case. */
  text?: string | undefined;
}

/** Filters may have 20,000 characters in all. */
const longestText = 1000;

/** Where people look: what was said, which file it was about, which address was asked. */
const searched = ["jsonPayload.message", "textPayload", "labels.input", "httpRequest.requestUrl"];

/** Other names that people have for them. */
const alsoCalled: Readonly<Record<string, Severity>> = {
  TRACE: "DEBUG",
  WARN: "WARNING",
  ERR: "ERROR",
  FATAL: "CRITICAL",
};

/** @throws UsageError */
export async function termsOf({ severity, file, run, text }: LogFilter): Promise<string[]> {
  return [
    ...(severity === undefined ? [] : [`severity>=${severityOf(severity)}`]),
    ...(file === undefined ? [] : [`labels.input=~${quoted(`(^|[/\\\\])${escaped(fileName(file))}$`)}`]),
    ...(run === undefined ? [] : [`labels.input=~${quoted(`^${uploadPrefix(checkRunId(run))}`)}`]),
    ...(text === undefined ? [] : [anywhere(await matching(text))]),
  ];
}

const anywhere = (comparison: string): string =>
  `(${searched.map((field) => `${field}${comparison}`).join(" OR ")})`;

/** @throws UsageError */
function severityOf(word: string): Severity {
  const name = word.trim().toUpperCase();
  const known =
    severities.find((each) => each === name) ?? (name in alsoCalled ? alsoCalled[name] : undefined);
  if (known !== undefined) return known;
  const begun = name.length > 1 ? severities.find((each) => each.startsWith(name)) : undefined;
  const near = begun ?? nearestName(name, severities);
  throw new UsageError(`There is no severity ${word}.`, {
    code: "usage.severity",
    details: near === undefined ? [] : [`Did you mean ${near}?`],
    fix: `Severities are ${severities.join(", ")}; each holds those after it too.`,
  });
}

/** Files keep no folder of this machine on their way. @throws UsageError */
function fileName(file: string): string {
  const name = file.replace(/^(\.{1,2}[\\/])+/, "").replace(/^.*[\\/]/, "");
  if (name !== "" && name.length <= longestText) return name;
  throw new UsageError(`--file ${JSON.stringify(file.slice(0, 100))} names no file.`, {
    code: "usage.file",
    fix: "Name a file as `predict` was given it, such as data.csv.",
  });
}

async function matching(text: string): Promise<string> {
  if (text === "" || text.length > longestText) {
    throw new UsageError(
      text === ""
        ? "There is nothing to look for."
        : `What is looked for is longer than ${longestText} characters.`,
      {
        code: "usage.pattern",
        fix: "Name a word or a sentence of the entries, or a pattern as /timed? out/.",
      },
    );
  }
  const [, pattern, flags] = /^\/(.+)\/(i?)$/s.exec(text) ?? [];
  if (pattern === undefined) return `:${quoted(text)}`;
  const source = flags === "i" ? `(?i)${pattern}` : pattern;
  await checkPattern(source, text);
  return `=~${quoted(source)}`;
}

/** By the same rules as Google's. @throws UsageError */
async function checkPattern(source: string, text: string): Promise<void> {
  const { RE2JS, RE2JSException } = await import("re2js");
  try {
    RE2JS.compile(source);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new UsageError(`${text} is no pattern: ${error.message}.`, {
      code: "usage.pattern",
      fix: "Patterns are those of RE2: https://github.com/google/re2/wiki/Syntax. Without slashes it is plain text.",
      cause: error,
    });
  }
}

/** As text in quotation marks: its escapes are those of JSON. */
const quoted = (text: string): string => JSON.stringify(text);

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
