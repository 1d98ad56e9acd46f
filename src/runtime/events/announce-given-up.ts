// Announces a dead letter as a failure: nobody answers its upload any more, unless it is replayed.
import { reportName, resultName } from "../../core/contract.ts";
import { CloudError } from "../../core/errors.ts";
import type { Notification } from "../delivery/notification.ts";
import type { DeliveryDependencies } from "../forecast/attempt.ts";
import { errorFields, type Logger } from "../log.ts";
import { isOlder } from "../storage/object-store.ts";
import { answeredGeneration } from "../storage/result-object.ts";
import { eventOfGivenUp } from "./events-of.ts";

/** @throws CloudError when Storage or Pub/Sub cannot be asked now; then it is pushed again */
export async function announceGivenUp(
  notification: Notification,
  { events, store, settings, clock }: Pick<DeliveryDependencies, "events" | "store" | "settings" | "clock">,
  log: Logger,
): Promise<"announced" | "nothing to say"> {
  const { bucket, name, generation } = notification;
  if (events === undefined || bucket !== settings.inputBucket) return "nothing to say";
  const answers = await Promise.all(
    [resultName(name), reportName(name)].map((each) => store.stat(settings.outputBucket, each)),
  );
  const isAnswered = answers.some((answer) => {
    const answered = answeredGeneration(answer, bucket);
    return answered !== undefined && !isOlder(answered, generation);
  });
  // Perhaps by the last delivery, whose acknowledgement was lost; it has an event of its own.
  if (isAnswered) return "nothing to say";
  try {
    await events.publish([eventOfGivenUp(notification, settings.outputBucket, clock.now())]);
    return "announced";
  } catch (error) {
    if (error instanceof CloudError && error.retryable) throw error;
    const message = `Told nobody that ${name} was given up: ${(error as Error).message}`;
    log.log("ERROR", message, errorFields(error));
    return "nothing to say";
  }
}
