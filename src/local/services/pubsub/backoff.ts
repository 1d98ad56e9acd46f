// How long a message rests after a negative acknowledgement or a missed deadline.
// https://cloud.google.com/pubsub/docs/handling-failures#exponential_backoff
import { millisecondsOf } from "../timestamp.ts";
import type { Subscription } from "./subscription.ts";

/** Without a retry policy a push endpoint still gets Google's own push back-off; a puller gets the message at once. */
const pushBackoff = { minimumMs: 100, maximumMs: 60_000 };

/** @param failures of this message so far, at least 1 */
export function backoffMs(
  { retryPolicy, pushConfig }: Pick<Subscription, "retryPolicy" | "pushConfig">,
  failures: number,
): number {
  if (!retryPolicy && !pushConfig.pushEndpoint) return 0;
  const minimumMs = retryPolicy ? millisecondsOf(retryPolicy.minimumBackoff) : pushBackoff.minimumMs;
  const maximumMs = retryPolicy ? millisecondsOf(retryPolicy.maximumBackoff) : pushBackoff.maximumMs;
  // From a minimum of 0 doubling would lead nowhere.
  const firstMs = Math.max(minimumMs, 100);
  return Math.min(firstMs * 2 ** Math.min(failures - 1, 30), maximumMs);
}
