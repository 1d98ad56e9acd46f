// One shape for every failure: what failed, details, the fix; the chain of causes on request.
import { causesOf, messageOf, stackOf } from "../../core/error-document.ts";
import { CloudRunnerError } from "../../core/errors.ts";
import { indentRest } from "../../core/quote.ts";
import { commandText } from "../layout/command-text.ts";
import { wrap } from "../layout/wrap.ts";
import { shownLength } from "./paint.ts";
import type { View } from "./view.ts";

/** `about` names the versions at hand, for the report of a bug. */
export function renderError(
  error: unknown,
  view: View,
  { verbose, about }: { verbose: boolean; about: string },
): string {
  const { paint, symbols } = view;
  const mark = paint.red(symbols.failed);
  if (!(error instanceof CloudRunnerError)) {
    return [
      `${mark} ${paint.bold("This is a bug in cloud-runner:")} ${indentRest(messageOf(error))}`,
      ...stackOf(error).map((line) => `  ${paint.dim(line)}`),
      `  ${about}`,
      `${paint.bold("Fix:")} Report it with the lines above to the makers of cloud-runner.`,
    ].join("\n");
  }
  const lines = [`${mark} ${indentRest(error.message)}`, ...detailsOf(error)];
  if (verbose) {
    for (const cause of causesOf(error)) lines.push(`${paint.bold("Why:")} ${indentRest(messageOf(cause))}`);
  }
  // Last, because that is the line that people read.
  return [wrap(lines.join("\n"), view.wrapsAt), ...fixOf(error, view)].join("\n");
}

/** One of several failures, each with its own fix. @param title what failed */
export function renderOneFailure(
  title: string,
  error: Pick<CloudRunnerError, "details"> & Fixed,
  view: View,
): string {
  const { paint, symbols, wrapsAt } = view;
  const lines = [`${paint.red(symbols.failed)} ${indentRest(title)}`, ...detailsOf(error)];
  return [wrap(lines.join("\n"), wrapsAt), ...fixOf(error, view, "  ")].join("\n");
}

const detailsOf = ({ details }: Pick<CloudRunnerError, "details">): string[] =>
  details.map((detail) => `  ${indentRest(detail)}`);

type Fixed = Pick<CloudRunnerError, "fix"> & Partial<Pick<CloudRunnerError, "commands">>;

/** Commands can be copied whole. */
function fixOf({ fix, commands: given = [] }: Fixed, view: View, margin = ""): string[] {
  const { paint, wrapsAt } = view;
  if (fix === undefined && given.length === 0) return [];
  const ending = given.length > 0 ? null : commandAtEnd.exec(fix ?? "");
  const isLong = margin.length + "Fix: ".length + shownLength(fix ?? "") > wrapsAt;
  const commands = ending !== null && isLong ? [ending[2]!] : given;
  const asked = commands.length > 1 ? "Run the one that is meant:" : "Run, if that is what is meant:";
  const text = given.length > 0 ? asked : commands.length > 0 ? ending?.[1] : fix;
  return [
    wrap(`${margin}${paint.bold("Fix:")} ${indentRest(text ?? "", "  ")}`, wrapsAt).trimEnd(),
    ...commands.map((command) => commandText(command, view, `${margin}  `)),
  ];
}

/** A command, perhaps behind a sentence, which on a narrow screen has lines of its own. */
const commandAtEnd =
  /^(?:(.*:) )?((?:cloud-runner|gcloud|docker|npm|npx|kill|export|terraform) [^`]*[^`.])$/s;
