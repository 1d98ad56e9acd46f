// `dlq list`: what was given up, and why.
import { during } from "../progress.ts";
import type { Session } from "../session.ts";
import { readGauges } from "../stack/gauges.ts";
import { withStack } from "../stack/with-stack.ts";
import { readStates } from "./input-state.ts";
import { readKeptUntil } from "./kept-until.ts";
import { listedMessage, type ListedMessage } from "./listed-message.ts";
import { withMessages } from "./mailbox.ts";
import { readReasons, type Reason } from "./reason.ts";

export interface MessageWithReason extends ListedMessage {
  /** Undefined when the logs say nothing about it. */
  reason: Reason | undefined;
  /** When Pub/Sub throws it away by itself; undefined when that cannot be read. */
  keptUntil: string | undefined;
}

export interface ListResult {
  action: "list";
  subscription: string;
  /** The oldest first. */
  messages: MessageWithReason[];
  /** There may be messages that are not among them. */
  mayBeMore: boolean;
}

/** @throws PreconditionError when nothing is up */
export const listMessages = (session: Session): Promise<ListResult> =>
  withStack(session, async (stack) => {
    const { cloud } = stack;
    return during(session.progress, "Reading the dead-letter messages", async () => {
      // Given back before anything slow is asked about them.
      const { messages, isCut } = await withMessages(stack, [], async (mail) => ({
        messages: mail.messages,
        isCut: mail.isCut,
      }));
      const [states, reasons, keptUntil, { deadLetters: counted = 0 }] = await Promise.all([
        readStates(cloud, messages),
        readReasons(cloud, messages),
        readKeptUntil(cloud),
        readGauges(cloud),
      ]);
      return {
        action: "list",
        subscription: cloud.names.deadLetterSubscription,
        messages: messages.map((message) => ({
          ...listedMessage(message, states.get(message.id)!),
          reason: reasons.get(message.id),
          keptUntil: keptUntil(message),
        })),
        mayBeMore: isCut || counted > messages.length,
      };
    });
  });
