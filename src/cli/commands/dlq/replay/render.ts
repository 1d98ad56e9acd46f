// What came of replays: as a document, as text, as an exit code.
import { plural } from "../../../../core/duration.ts";
import { stateSentence } from "../../../../library/dlq/listed-message.ts";
import { replayLimit } from "../../../../library/dlq/message.ts";
import type { ReplayedMessage, ReplayOutcome, ReplayResult } from "../../../../library/dlq/replay.ts";
import { exitCodeOf } from "../../../shell/exit-code.ts";
import { errorDocument } from "../../../../core/error-document.ts";
import { renderOneFailure } from "../../../shell/render-error.ts";
import type { View } from "../../../shell/view.ts";
import { shownInput } from "../message-text.ts";

export const document = ({ action, messages }: ReplayResult): object => ({
  action,
  messages: messages.map(({ message, outcome, answer, error }) => ({
    ...message,
    outcome,
    answer: answer ?? message.answer,
    ...(error === undefined ? {} : { error: errorDocument(error) }),
  })),
});

const failures = new Set<ReplayOutcome>(["refused", "failed", "rejected", "timed-out"]);

/** A message that was left alone does not count. */
export function exitCode({ messages }: ReplayResult): number {
  const tried = messages.filter(({ outcome }) => outcome !== "settled");
  const failed = tried.filter(({ outcome }) => failures.has(outcome));
  const areLate = failed.every(({ outcome }) => outcome === "timed-out");
  return exitCodeOf(failed.length, tried.length, areLate);
}

export function render({ messages }: ReplayResult, view: View): string {
  if (messages.length === 0) return "There are no dead-letter messages to put back.";
  const has = (outcome: ReplayOutcome) => messages.some((each) => each.outcome === outcome);
  return [
    ...messages.map((each) => lineOf(each, view)),
    ...(has("settled")
      ? ["", "`cloud-runner dlq purge --settled` removes messages that were left alone."]
      : []),
    ...(has("refused")
      ? [
          "",
          "`cloud-runner dlq show ID` shows why it keeps failing; --fixed FILE.csv replaces the input, --force tries once more.",
        ]
      : []),
    ...(has("timed-out")
      ? [
          "",
          "It goes on being tried. `cloud-runner logs` shows how; if it is given up again, `cloud-runner dlq list` shows it.",
        ]
      : []),
  ].join("\n");
}

function lineOf({ message, outcome, answer, error }: ReplayedMessage, view: View): string {
  const { paint, symbols } = view;
  const ok = paint.green(symbols.ok);
  const failed = paint.red(symbols.failed);
  const about = `${message.id}  ${shownInput(message)}`;
  switch (outcome) {
    case "would-replay":
      return `${paint.dim(symbols.bullet)} ${about}: would be put back, replay ${message.replays + 1} of ${replayLimit}`;
    case "settled":
      return `${paint.dim(symbols.bullet)} ${about}: left alone, ${stateSentence(message)}`;
    case "refused":
      return `${failed} ${about}: refused, after ${plural(message.replays, "replay")} it was given up again`;
    case "failed":
    case "rejected":
      return renderOneFailure(
        `${about}: ${error!.message}`,
        {
          details: [...error!.details, ...(answer?.kind === "report" ? [paint.dim(answer.uri)] : [])],
          fix: error!.fix,
        },
        view,
      );
    case "replayed":
      return `${ok} ${about}: put back`;
    case "forecast":
      return `${ok} ${about}: ${answer!.uri}`;
    case "timed-out":
      return `${failed} ${about}: put back, no forecast so far`;
  }
}
