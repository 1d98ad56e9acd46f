// Asks the local cloud's own pages. Not by `fetch`, which Node loads when it is first called: a tenth of a `plan`.
import { request } from "node:http";
import { text } from "node:stream/consumers";

/** @returns the body, whatever the status is. @throws Error when there is no answer, or the signal fires */
export function ask(method: "GET" | "POST", url: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, signal, agent: false }, (response) => {
      text(response).then(resolve, reject);
    });
    sent.once("error", reject).end();
  });
}
