// `dlq list`: what was given up, and why.
import type { Context } from "../../cli/shell/context.ts";
import { plural } from "../../core/duration.ts";
import { readGauges } from "../stack/gauges.ts";
import { withStack } from "../stack/with-stack.ts";
import { table } from "../../cli/shell/table.ts";
import type { View } from "../../cli/shell/view.ts";
import { lookIn, readStates } from "./input-state.ts";
import {
  isSettled,
  letterView,
  shownInput,
  shownReason,
  shownTime,
  stateMark,
} from "../../cli/commands/dlq/message-view.ts";
import type { LetterView } from "../../cli/commands/dlq/message-view.ts";
import { withLetters } from "./mailbox.ts";
import { readReasons } from "./reason.ts";

export interface ListResult {
  action: "list";
  subscription: string;
  /** The oldest first. */
  letters: LetterView[];
  /** There may be letters that are not among them. */
  mayBeMore: boolean;
}

export const runList = (context: Context): Promise<ListResult> =>
  withStack(context, async ({ cloud, clients, settings, localCloud }) => {
    const reading = context.progress.start("Reading the dead letters");
    try {
      // Given back before anything slow is asked about them.
      const { letters, isCut } = await withLetters(
        { cloud, isLocal: localCloud !== undefined },
        async (mail) => ({ letters: mail.letters, isCut: mail.isCut }),
      );
      const [states, reasons, { deadLetters: counted = 0 }] = await Promise.all([
        readStates(cloud, lookIn(cloud), letters),
        readReasons(clients, settings.names, letters),
        readGauges(cloud),
      ]);
      return {
        action: "list",
        subscription: cloud.names.deadLetterSubscription,
        letters: letters.map((letter) => letterView(letter, states.get(letter.id)!, reasons.get(letter.id))),
        mayBeMore: isCut || counted > letters.length,
      };
    } finally {
      reading.stop();
    }
  });

export function renderList({ letters, mayBeMore }: ListResult, view: View): string {
  const { paint, symbols } = view;
  const more = "There may be more: another command that is looking at them hides them for up to 60 s.";
  if (letters.length === 0) {
    return mayBeMore
      ? `${paint.yellow(symbols.warning)} No dead letter is to be seen just now. ${more}`
      : `${paint.green(symbols.ok)} There are no dead letters: nothing was given up.`;
  }
  const header = ["id", "state", "tries", "replays", "uploaded (UTC)", "given up (UTC)", "input"];
  const rows = letters.map((letter) => [
    letter.id,
    stateMark(letter.state, view),
    String(letter.deliveries),
    String(letter.replays),
    shownTime(letter.uploadedAt ?? letter.publishedAt),
    shownTime(letter.deadLetteredAt),
    shownInput(letter),
  ]);
  const [head, ...lines] = table([header.map((cell) => paint.dim(cell)), ...rows]).split("\n");
  const waiting = letters.filter(({ state }) => !isSettled(state)).length;
  const settled = letters.length - waiting;
  const isPuzzled = letters.some(({ reason }) => reason === undefined);
  return [
    head!,
    ...letters.flatMap((letter, index) => [
      lines[index]!,
      `  ${letter.reason === undefined ? paint.dim(shownReason(letter)) : shownReason(letter)}`,
    ]),
    "",
    ...(mayBeMore ? [more] : []),
    "`cloud-runner dlq show ID` tells all about one.",
    ...(isPuzzled
      ? [
          "`cloud-runner plan` shows whether the stack is as configured, `cloud-runner logs` what else was said.",
        ]
      : []),
    ...(waiting > 0 ? [`\`cloud-runner dlq replay --all\` tries ${plural(waiting, "input")} again.`] : []),
    ...(settled > 0
      ? [
          `\`cloud-runner dlq purge --settled\` removes ${plural(settled, "letter")} that can bring no forecast any more.`,
        ]
      : []),
  ].join("\n");
}
