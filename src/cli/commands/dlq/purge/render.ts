// What `cloud-runner dlq purge` prints.
import { plural } from "../../../../core/duration.ts";
import type { ListedMessage } from "../../../../library/dlq/listed-message.ts";
import type { PurgeResult } from "../../../../library/dlq/purge.ts";
import { table } from "../../../shell/table.ts";
import type { View } from "../../../shell/view.ts";
import { shownInput, shownTime } from "../message-text.ts";

export function render({ messages, dryRun }: PurgeResult, view: View): string {
  const { paint, symbols } = view;
  if (messages.length === 0) return "There is no such dead-letter message; nothing to remove.";
  const count = plural(messages.length, "dead-letter message");
  return dryRun
    ? `${rowsOf(messages, view)}\n\n${count} would be removed.`
    : `${paint.green(symbols.ok)} ${count} removed`;
}

export const rowsOf = (messages: readonly ListedMessage[], view: View): string =>
  table(
    messages.map(({ id, state, deadLetteredAt, input }) => [
      id,
      state,
      shownTime(deadLetteredAt),
      shownInput({ input }),
    ]),
    view,
  );
