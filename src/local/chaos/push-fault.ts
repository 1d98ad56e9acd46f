// What goes wrong with one push on its way, besides what its receiver does with it.
import { seededRandom } from "./seeded-random.ts";
import type { ChaosSettings } from "./settings.ts";

export interface PushFault {
  /** Waits so long before it is sent, and others overtake it. */
  delayMs: number;
  /** Sent a second time: while the first is under way, or once it was acknowledged. */
  twice?: "at-once" | "later";
  /** Fails without being sent. */
  isRefused: boolean;
  /** The receiver does its work, but its answer never arrives. */
  isAnswerLost: boolean;
}

export interface PushedMessage {
  id: number;
  attributes: Readonly<Record<string, string>>;
  /** Deliveries that failed before. */
  failures: number;
}

/** From this delivery on a message meets no troubles, so that those made on purpose cause no dead letters. */
const attemptsTroubled = 3;

export function pushFault(
  { pushes, seed }: Pick<ChaosSettings, "pushes" | "seed">,
  { id, attributes, failures }: PushedMessage,
): PushFault {
  if (pushes === undefined || failures >= attemptsTroubled)
    return { delayMs: 0, isRefused: false, isAnswerLost: false };
  const random = seededRandom(seed);
  // A file meets the same troubles in every run, whichever number its message gets.
  const thing = attributes["objectId"] ?? id;
  const happens = (trouble: string, share: number) => random("push", trouble, thing, failures) < share;
  const length = random("push", "length", thing, failures);
  return {
    delayMs: happens("delay", pushes.delay) ? Math.round(length * pushes.maximumDelayMs) : 0,
    ...(happens("duplicate", pushes.duplicate) && { twice: length < 0.5 ? "at-once" : "later" }),
    isRefused: happens("refuse", pushes.refuse),
    isAnswerLost: happens("loseAnswer", pushes.loseAnswer),
  };
}

/**
 * Sends a push with the faults that were chosen for it.
 * @returns whether an acknowledgement arrived
 */
export async function sendWithFault(
  { delayMs, twice, isRefused, isAnswerLost }: PushFault,
  send: () => Promise<boolean>,
  wait: (ms: number) => Promise<void>,
): Promise<boolean> {
  if (delayMs > 0) await wait(delayMs);
  if (isRefused) return false;
  const copies = twice === "at-once" ? [send(), send()] : [send()];
  const answers = await Promise.allSettled(copies);
  const isAcknowledged = answers.some((answer) => answer.status === "fulfilled" && answer.value);
  if (twice === "later" && isAcknowledged) await send().catch(() => false);
  return isAcknowledged && !isAnswerLost;
}
