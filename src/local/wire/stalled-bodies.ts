// Ends requests whose body stops to arrive: whoever waits for it would hold its file and its connection for ever.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../../core/clock.ts";

/** Within this something of the body has to come. Google's front ends wait as long. */
const patienceMs = 60_000;

const answer = "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

export function endWhenStalled(request: IncomingMessage, response: ServerResponse, clock: Clock): void {
  const { headers, socket } = request;
  const hasBody = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
  if (!hasBody) return;
  const over = new AbortController();
  // With a reason of its own: without one an error with its stack is made for every request.
  const end = () => over.abort("over");
  request.once("close", end);
  request.once("end", end);
  void watch().catch(() => {});

  async function watch(): Promise<void> {
    for (let arrived = socket.bytesRead; ; arrived = socket.bytesRead) {
      await clock.sleep(patienceMs, over.signal);
      if (request.complete) return;
      // What has arrived and is not read yet waits for us, not for its sender.
      if (socket.bytesRead > arrived || request.readableLength > 0) continue;
      if (response.headersSent) socket.destroy();
      else socket.end(answer, () => socket.destroy());
      return;
    }
  }
}
