// `cloud-runner dlq purge` as the library does it.
import { parseAgeMs, plural } from "../../../../core/duration.ts";
import type { ListedMessage } from "../../../../library/dlq/listed-message.ts";
import { purgeMessages, type PurgeOptions, type PurgeResult } from "../../../../library/dlq/purge.ts";
import { confirm } from "../../../shell/confirm.ts";
import type { Context } from "../../../shell/context.ts";
import { rowsOf } from "./render.ts";

export async function run(
  context: Context,
  {
    arguments: ids,
    options,
  }: { arguments: string[]; options: PurgeOptions & { olderThan: string | undefined } },
): Promise<PurgeResult> {
  const { olderThan } = options;
  const olderThanMs = olderThan === undefined ? undefined : parseAgeMs(olderThan, "--older-than");
  const approve = async (messages: readonly ListedMessage[]) => {
    if (context.flags.yes) return;
    context.progress.note(rowsOf(messages, context.output.errorView));
    await confirm(context, questionAbout(messages));
  };
  return purgeMessages(context, { ...options, ids, olderThanMs, approve });
}

function questionAbout(messages: readonly ListedMessage[]): string {
  const waiting = messages.filter(({ state }) => state === "waiting").length;
  const loss =
    waiting === 0
      ? "No forecast could come of them any more."
      : `${plural(waiting, "input")} will then get no forecast, unless uploaded again.`;
  return `This removes ${plural(messages.length, "dead-letter message")} for good; inputs stay. ${loss} Go on?`;
}
