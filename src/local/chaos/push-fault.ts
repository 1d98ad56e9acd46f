// What becomes of one push on a bad day, beyond what its receiver does with it.
import { createDice } from "./seeded-random.ts";
import type { ChaosSettings } from "./settings.ts";

export interface PushFate {
  /** Waits so long before it is sent, and others overtake it. */
  delayMs: number;
  /** Sent a second time: while the first is under way, or once it was acknowledged. */
  twice?: "at-once" | "later";
  /** Fails without being sent. */
  isRefused: boolean;
  /** The receiver does its work, and nobody hears of it. */
  isAnswerLost: boolean;
}

export interface PushedMessage {
  id: number;
  attributes: Readonly<Record<string, string>>;
  /** Deliveries that failed before. */
  failures: number;
}

/** From this delivery on a message is left in peace, so that troubles played on purpose make no dead letters. */
const attemptsTroubled = 3;

export function pushFate(
  { pushes, seed }: Pick<ChaosSettings, "pushes" | "seed">,
  { id, attributes, failures }: PushedMessage,
): PushFate {
  if (pushes === undefined || failures >= attemptsTroubled)
    return { delayMs: 0, isRefused: false, isAnswerLost: false };
  const dice = createDice(seed);
  // A file meets the same troubles in every run, whichever number its message gets.
  const thing = attributes["objectId"] ?? id;
  const falls = (trouble: string, share: number) => dice("push", trouble, thing, failures) < share;
  const length = dice("push", "length", thing, failures);
  return {
    delayMs: falls("delay", pushes.delay) ? Math.round(length * pushes.maximumDelayMs) : 0,
    ...(falls("duplicate", pushes.duplicate) && { twice: length < 0.5 ? "at-once" : "later" }),
    isRefused: falls("refuse", pushes.refuse),
    isAnswerLost: falls("loseAnswer", pushes.loseAnswer),
  };
}

/**
 * Sends a push on a bad day; on any other it is just sent.
 * @returns whether Pub/Sub heard an acknowledgement
 */
export async function sendByFate(
  { delayMs, twice, isRefused, isAnswerLost }: PushFate,
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
