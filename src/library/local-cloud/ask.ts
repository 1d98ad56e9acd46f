// Asks the local cloud's own pages. Not by `fetch`, which Node loads when it is first called: a tenth of a `plan`.
import { request } from "node:http";
import { text } from "node:stream/consumers";

/** @param secret for what only the owner may ask. @returns the body, whatever the status is. @throws Error when there is no answer, or the signal fires */
export function ask(
  method: "GET" | "POST",
  url: string,
  signal: AbortSignal,
  secret?: string,
): Promise<string> {
  const headers = secret === undefined ? {} : { authorization: `Bearer ${secret}` };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, signal, agent: false }, (response) => {
      text(response).then(resolve, reject);
    });
    sent.once("error", reject).end();
  });
}
