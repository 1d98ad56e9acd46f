// A program of this machine that is told of alerts: it keeps what is posted to it.
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface Posted {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface HookReceiver {
  url(path?: string): string;
  posted: Posted[];
  /** To what comes from now on. */
  answer: { status: number; headers?: Record<string, string> };
  close(): void;
}

export async function startHookReceiver(): Promise<HookReceiver> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      receiver.posted.push({
        path: request.url!,
        headers: request.headers,
        body: Buffer.concat(parts).toString(),
      });
      response.writeHead(receiver.answer.status, receiver.answer.headers).end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const receiver: HookReceiver = {
    url: (path = "/hook") => `http://127.0.0.1:${port}${path}`,
    posted: [],
    answer: { status: 204 },
    close: () => server.close(),
  };
  return receiver;
}
