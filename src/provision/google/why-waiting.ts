// Why a call is to be sent again, in words for whoever waits. The text of the clients is read only for what has no code.
import { CloudError } from "../../core/errors.ts";

const reasons: readonly (readonly [pattern: RegExp, words: (found: RegExpExecArray) => string])[] = [
  [/(?:ENOTFOUND|EAI_AGAIN)\s+([\w.-]+)/, ([, host]) => `DNS does not find ${host}`],
  [/Name resolution failed for target dns:([\w.-]+)/, ([, host]) => `DNS does not find ${host}`],
  [/ENOTFOUND|EAI_AGAIN|Name resolution failed/i, () => "DNS does not find it"],
  [/EHOSTUNREACH|ENETUNREACH|ENETDOWN/, () => "there is no way to it from this machine"],
  [/ECONNREFUSED/, () => "it refuses the connection"],
  [
    /ECONNRESET|EPIPE|socket hang up|Connection dropped|RST_STREAM|Premature close/i,
    () => "the connection broke off",
  ],
  [/ETIMEDOUT|network timeout|Deadline exceeded|Waiting for LB pick/i, () => "no answer came in time"],
];

/** Undefined where the answer says no more than that it passes. */
export function whyWaiting(error: unknown): string | undefined {
  if (!(error instanceof CloudError)) return undefined;
  const text = [error.message, ...error.details].join("\n");
  for (const [pattern, words] of reasons) {
    const found = pattern.exec(text);
    if (found !== null) return words(found);
  }
  if (error.refusal === "rate-limit" || error.refusal === "quota-per-minute")
    return "more is asked than it answers at once (429)";
  if (error.status === "UNAVAILABLE") return "it is overloaded (503)";
  return error.status === "DEADLINE_EXCEEDED" ? "no answer came in time" : undefined;
}

/** There is no network, or DNS knows no such name: whoever is asked for will not come by waiting long. */
export const isUnreachable = (error: unknown): boolean =>
  error instanceof CloudError &&
  /ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENETDOWN|Name resolution failed/i.test(
    error.details.join("\n"),
  );
