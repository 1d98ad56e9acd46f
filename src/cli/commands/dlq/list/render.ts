// What `cloud-runner dlq list` prints.
import { plural } from "../../../../core/duration.ts";
import type { ListResult } from "../../../../library/dlq/list.ts";
import { isSettled } from "../../../../library/dlq/listed-message.ts";
import { wrap } from "../../../layout/wrap.ts";
import { tableRows } from "../../../shell/table.ts";
import type { View } from "../../../shell/view.ts";
import { shownInput, shownReason, shownTime, stateMark } from "../message-text.ts";

const more = "There may be more: another command that reads messages hides them for up to 60 s.";

export function render({ messages, mayBeMore }: ListResult, view: View): string {
  const { paint, symbols } = view;
  if (messages.length === 0) {
    return mayBeMore
      ? `${paint.yellow(symbols.warning)} No dead-letter messages can be seen now. ${more}`
      : `${paint.green(symbols.ok)} There are no dead-letter messages: nothing was given up.`;
  }
  const heads = [
    "id",
    "state",
    "tries",
    "replays",
    "uploaded (UTC)",
    "given up (UTC)",
    "kept until (UTC)",
    "input",
  ];
  const rows = messages.map((message) => [
    message.id,
    stateMark(message.state, view),
    String(message.deliveries),
    String(message.replays),
    shownTime(message.uploadedAt ?? message.publishedAt),
    shownTime(message.deadLetteredAt),
    shownTime(message.keptUntil),
    shownInput(message),
  ]);
  const { head, blocks } = tableRows(rows, view, { heads });
  const settled = messages.filter(({ state }) => isSettled(state)).length;
  const waiting = messages.length - settled;
  const hasNoReason = messages.some(({ reason }) => reason === undefined);
  return [
    ...head,
    ...messages.flatMap((message, index) => [
      blocks[index]!,
      wrap(
        `  ${message.reason === undefined ? paint.dim(shownReason(message)) : shownReason(message)}`,
        view.wrapsAt,
      ),
    ]),
    "",
    ...(mayBeMore ? [more] : []),
    "`cloud-runner dlq show ID` shows all about one.",
    ...(hasNoReason
      ? ["`cloud-runner plan` shows whether the stack is as configured, `cloud-runner logs` what was logged."]
      : []),
    ...(waiting > 0 ? [`\`cloud-runner dlq replay --all\` tries ${plural(waiting, "input")} again.`] : []),
    ...(settled > 0
      ? [
          `\`cloud-runner dlq purge --settled\` removes ${plural(settled, "message")} that can bring no forecast any more.`,
        ]
      : []),
  ].join("\n");
}
