// Announces an answer that stands to other services, at least once. What fails here never costs a forecast: the next delivery
// finds the answer and only announces it again, with the same id.
import { CloudError } from "../../core/errors.ts";
import type { Notification } from "../delivery/notification.ts";
import { sentenceFor, type Outcome } from "../delivery/outcome.ts";
import type { Attempt } from "../forecast/attempt.ts";
import { errorFields } from "../log.ts";
import type { StoredObject } from "../storage/object-store.ts";
import { eventsOf, isToldByText, type Answer } from "./events-of.ts";

/** For whoever delivers again; later ones leave it, so that no answered upload ever becomes a dead letter for its event. */
const mostTries = 10;

const maximumTextBytes = 64 * 1024 * 1024;

type Dependencies = Pick<
  Attempt,
  "events" | "isTold" | "givenUp" | "store" | "clock" | "log" | "settings" | "deadline"
>;

/**
 * Of an answer that this delivery has just written.
 * @throws CloudError events.unavailable when the next delivery is to try it
 */
export async function announce(
  object: Pick<StoredObject, "bucket" | "name" | "metadata">,
  content: unknown,
  outcome: Outcome,
  notification: Notification,
  attempt: Dependencies,
): Promise<void> {
  if (attempt.events === undefined) return;
  const { clock, deadline, settings } = attempt;
  const at = clock.now();
  const seconds = (at - deadline + settings.forecastTimeoutMs) / 1000;
  const text = typeof content === "string" ? content : undefined;
  await tell({ object, text, at, seconds }, outcome, notification, attempt);
}

/**
 * Of an answer that was there before: nobody knows whether the delivery that wrote it has lived to tell.
 * @throws as announce does
 */
export async function announceAgain(
  object: StoredObject,
  outcome: Outcome,
  notification: Notification,
  attempt: Dependencies,
): Promise<void> {
  const { events, isTold, store, clock } = attempt;
  if (events === undefined || (await isTold?.())) return;
  const content = isToldByText(object.name) ? await store.read(object, maximumTextBytes) : new Uint8Array(0);
  // Replaced by the answer to a newer upload, which has an event of its own.
  if (content === undefined) return;
  const text = new TextDecoder().decode(content);
  await tell({ object, text, at: object.createdAt ?? clock.now() }, outcome, notification, attempt);
}

async function tell(
  answer: Answer,
  outcome: Outcome,
  { name: input, deliveryAttempt = mostTries }: Notification,
  { events, givenUp, log }: Dependencies,
): Promise<void> {
  try {
    await events!.publish(eventsOf(answer));
  } catch (error) {
    const isLast = givenUp !== undefined || deliveryAttempt >= mostTries;
    if (error instanceof CloudError && error.retryable && !isLast) {
      // Its own line does not come, since this delivery does not end as it should.
      log.log("INFO", sentenceFor(outcome, input), { outcome: outcome.kind });
      throw error;
    }
    const message = `Told nobody of ${answer.object.name}: ${(error as Error).message}`;
    log.log("ERROR", message, errorFields(error));
  }
}
