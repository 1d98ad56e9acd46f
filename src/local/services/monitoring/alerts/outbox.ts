// What is still to be told: kept before it is sent, so that it survives the end of the process. A POST may come twice, as from Google.
import { randomUUID } from "node:crypto";
import { after } from "../../../../core/clock.ts";
import type { ServiceContext } from "../../../service.ts";
import type { Message } from "../../../message.ts";
import { createAgenda } from "../../agenda.ts";
import { isOff } from "./alert-policy.ts";

interface Notification {
  channel: string;
  body: string;
  tries: number;
  dueAt: number;
}

/** Between two tries; after the last one it is given up. */
const waitsMs = [1000, 5000, 30_000, 120_000];

export interface OutboxOptions {
  context: Pick<ServiceContext, "clock" | "store" | "report">;
  channel: (name: string) => Message | undefined;
  tell: (channel: Message, body: string, signal: AbortSignal) => Promise<void>;
}

export function createOutbox({ context, channel, tell }: OutboxOptions) {
  const { clock, store, report } = context;
  const kept = store.collection<Notification>("monitoring_notifications");
  const { closing, changed, ...agenda } = createAgenda({
    context,
    owner: "Monitoring",
    *list() {
      for (const { name, value } of kept.list())
        yield { key: name, at: value.dueAt, begin: () => send(name, value) };
    },
  });

  async function send(name: string, notification: Notification): Promise<void> {
    const found = channel(notification.channel);
    try {
      // Whose channel is gone or muted wants nothing any more.
      if (found && !isOff(found)) await tell(found, notification.body, closing);
    } catch (error) {
      if (closing.aborted) return;
      const wait = waitsMs[notification.tries];
      if (wait !== undefined) {
        kept.put(name, { ...notification, tries: notification.tries + 1, dueAt: clock.now() + wait });
        return;
      }
      report(`An alert could not be delivered to ${notification.channel}: ${(error as Error).message}.`);
    }
    kept.delete(name);
  }

  return {
    start: () => agenda.start(),
    /** Kept when it returns. */
    add(channels: readonly string[], body: string): void {
      const now = clock.now();
      for (const to of channels) {
        kept.put(`${String(now).padStart(15, "0")}-${randomUUID()}`, {
          channel: to,
          body,
          tries: 0,
          dueAt: now,
        });
      }
      // After whatever this is a part of is committed.
      after(clock, 0, closing, changed);
    },
    close: () => agenda.close(),
  };
}
