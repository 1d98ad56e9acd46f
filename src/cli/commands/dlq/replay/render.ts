// What came of replays: as a document, as text, as an exit code.
import { exitCodes } from "../../../../core/errors.ts";
import { plural } from "../../../../core/duration.ts";
import { errorDocument } from "../../../shell/render-error.ts";
import type { View } from "../../../shell/view.ts";
import { shownInput, stateSentence } from "../message-view.ts";
import { replayLimit } from "../../../../library/dlq/message.ts";
import type { ReplayedLetter, ReplayOutcome, ReplayResult } from "../../../../library/dlq/replay.ts";

export const replayDocument = ({ letters }: ReplayResult): object => ({
  letters: letters.map(({ letter, outcome, answer, error }) => ({
    ...letter,
    outcome,
    answer: answer ?? letter.answer,
    ...(error === undefined ? {} : { error: errorDocument(error) }),
  })),
});

const failures = new Set<ReplayOutcome>(["refused", "failed", "rejected", "timed-out"]);

/** What is settled is nobody's failure. */
export function replayExitCode({ letters }: ReplayResult): number {
  const tried = letters.filter(({ outcome }) => outcome !== "settled");
  const failed = tried.filter(({ outcome }) => failures.has(outcome));
  if (failed.length === 0) return exitCodes.ok;
  if (failed.length < tried.length) return exitCodes.partial;
  return failed.every(({ outcome }) => outcome === "timed-out") ? exitCodes.timedOut : exitCodes.failed;
}

export function renderReplay({ letters }: ReplayResult, view: View): string {
  if (letters.length === 0) return "There are no dead letters to put back.";
  const has = (outcome: ReplayOutcome) => letters.some((each) => each.outcome === outcome);
  return [
    ...letters.map((each) => lineOf(each, view)),
    ...(has("settled")
      ? ["", "`cloud-runner dlq purge --settled` removes letters that were left alone."]
      : []),
    ...(has("refused")
      ? [
          "",
          "`cloud-runner dlq show ID` tells why it keeps failing; --fixed FILE.csv mends the input, --force tries once more.",
        ]
      : []),
    ...(has("timed-out")
      ? [
          "",
          "It goes on being tried. `cloud-runner logs` tells how, `cloud-runner dlq list` when it is given up again.",
        ]
      : []),
  ].join("\n");
}

function lineOf({ letter, outcome, answer, error }: ReplayedLetter, { paint, symbols }: View): string {
  const ok = paint.green(symbols.ok);
  const failed = paint.red(symbols.failed);
  const about = `${letter.id}  ${shownInput(letter)}`;
  switch (outcome) {
    case "would-replay":
      return `${paint.dim(symbols.bullet)} ${about}: would be put back, replay ${letter.replays + 1} of ${replayLimit}`;
    case "settled":
      return `${paint.dim(symbols.bullet)} ${about}: left alone, ${stateSentence(letter)}`;
    case "refused":
      return `${failed} ${about}: refused, after ${plural(letter.replays, "replay")} it was given up again`;
    case "failed":
    case "rejected":
      return [
        `${failed} ${about}: ${error!.message}`,
        ...error!.details.map((line) => `  ${line}`),
        ...(answer?.kind === "report" ? [`  ${paint.dim(answer.uri)}`] : []),
        ...(error!.fix === undefined ? [] : [`  ${paint.bold("Fix:")} ${error!.fix}`]),
      ].join("\n");
    case "replayed":
      return `${ok} ${about}: put back`;
    case "forecast":
      return `${ok} ${about}: ${answer!.uri}`;
    case "timed-out":
      return `${failed} ${about}: put back, no forecast so far`;
  }
}
