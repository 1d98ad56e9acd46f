// A push endpoint on loopback that records what it gets and answers as told.
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

export interface Push {
  at: number;
  url: string;
  headers: IncomingHttpHeaders;
  raw: Buffer;
  body: {
    message: Record<string, unknown> & { data?: string; messageId: string };
    subscription: string;
    deliveryAttempt?: number;
  };
}

export interface Receiver {
  url: string;
  pushes: Push[];
  /** Highest number of requests at once. */
  peak(): number;
  /** Waits until that many pushes have come. */
  received(count: number, timeoutMs?: number): Promise<Push[]>;
  close(): Promise<void>;
}

export async function startReceiver(
  answer: (push: Push) => number | "never" | Promise<number>,
): Promise<Receiver> {
  const pushes: Push[] = [];
  let open = 0;
  let peak = 0;
  const server = createServer((request, response) => {
    peak = Math.max(peak, ++open);
    response.on("close", () => open--);
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const raw = Buffer.concat(chunks);
      const isJson = request.headers["content-type"] === "application/json";
      const body = (isJson ? JSON.parse(raw.toString()) : {}) as Push["body"];
      const push = { at: Date.now(), url: request.url!, headers: request.headers, raw, body };
      pushes.push(push);
      void (async () => {
        const status = await answer(push);
        if (status === "never") return;
        if (status === 102) response.writeProcessing();
        else response.writeHead(status).end();
      })();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    pushes,
    peak: () => peak,
    async received(count, timeoutMs = 10_000) {
      const end = Date.now() + timeoutMs;
      while (pushes.length < count) {
        if (Date.now() > end) throw new Error(`${pushes.length} of ${count} pushes came in ${timeoutMs} ms`);
        await delay(5);
      }
      return pushes;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
