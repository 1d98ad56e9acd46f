// `dlq purge`: removes dead-letter messages for good.
import { UsageError } from "../../core/errors.ts";
import { plural } from "../../core/duration.ts";
import { during } from "../progress.ts";
import type { Session } from "../session.ts";
import { withStack, type Stack } from "../stack/with-stack.ts";
import { readStates } from "./input-state.ts";
import { isSettled, listedMessage, type ListedMessage } from "./listed-message.ts";
import { withMessages } from "./mailbox.ts";
import { checkChoice, select } from "./select.ts";

export interface PurgeOptions {
  /** Ids of messages, or names of their inputs; without them `all`, `settled` or `olderThanMs` chooses. */
  ids?: readonly string[];
  all?: boolean;
  /** Those whose input is answered, replaced or deleted. */
  settled?: boolean;
  /** Those that were given up longer ago. */
  olderThanMs?: number | undefined;
  /** Change nothing. */
  dryRun?: boolean;
  /** Asked before anything is removed: resolves to go ahead, rejects to stop with that error. */
  approve?: (messages: readonly ListedMessage[]) => Promise<void>;
}

export interface PurgeResult {
  action: "purge";
  dryRun: boolean;
  /** What was removed, or would be. */
  messages: ListedMessage[];
}

/** @throws UsageError for a choice of nothing or of two kinds; CloudRunnerError `dlq.unknown-message` */
export async function purgeMessages(session: Session, options: PurgeOptions): Promise<PurgeResult> {
  const { ids = [], all = false, settled = false, olderThanMs, dryRun = false, approve } = options;
  if (all && (settled || olderThanMs !== undefined)) {
    throw new UsageError("--all excludes --settled and --older-than.", {
      fix: "Leave --all out: the other two choose among all messages by themselves.",
    });
  }
  const isWhole = all || settled || olderThanMs !== undefined;
  checkChoice("purge", ids, isWhole, "--all, --settled or --older-than");
  return withStack(session, async (stack) => {
    const latestMs = session.machine.clock.now() - (olderThanMs ?? 0);
    const found = await during(session.progress, "Reading the dead-letter messages", () =>
      choose(stack, ids, latestMs),
    );
    const chosen = found.filter(({ state }) => !settled || isSettled(state));
    if (dryRun || chosen.length === 0) return { action: "purge", dryRun, messages: chosen };
    await approve?.(chosen);
    const gone = await remove(session, stack, new Set(chosen.map(({ id }) => id)));
    const left = chosen.filter(({ id }) => !gone.has(id));
    if (left.length > 0) {
      session.progress.warn(
        `${plural(left.length, "message was", "messages were")} taken by another command meanwhile: ${left.map(({ id }) => id).join(", ")}`,
      );
    }
    return { action: "purge", dryRun, messages: chosen.filter(({ id }) => gone.has(id)) };
  });
}

async function choose(stack: Stack, ids: readonly string[], latestMs: number): Promise<ListedMessage[]> {
  const messages = await withMessages(stack, ids, async (mail) =>
    ids.length > 0
      ? select(mail.messages, ids)
      : mail.messages.filter(({ deadLetteredAt }) => Date.parse(deadLetteredAt) <= latestMs),
  );
  const states = await readStates(stack.cloud, messages);
  return messages.map((message) => listedMessage(message, states.get(message.id)!));
}

/** Leases them again: no lease is kept while a person is asked. Gives the ids of what is gone. */
function remove({ progress }: Session, stack: Stack, ids: ReadonlySet<string>): Promise<Set<string>> {
  return during(progress, `Removing ${plural(ids.size, "dead-letter message")}`, () =>
    withMessages(stack, [...ids], async (mail) => {
      const doomed = mail.messages.filter(({ id }) => ids.has(id));
      if (doomed.length > 0) await mail.remove(doomed);
      return new Set(doomed.map(({ id }) => id));
    }),
  );
}
