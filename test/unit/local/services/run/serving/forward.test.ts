// Connections that are kept between the front door and an instance: none is used for a second request before the first is over.
import { once } from "node:events";
import { createServer, request, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, it } from "vitest";
import {
  forward,
  keptConnections,
  type Forwarded,
} from "../../../../../../src/local/services/run/serving/forward.ts";

const never = new AbortController().signal;
let instance: Server;
let door: Server;
let answer: RequestListener;
/** Those that the instance has seen, and the requests that came by them. */
let sockets: Socket[];
let seen: string[];
let outcomes: Forwarded["outcome"][];

const portOf = (server: Server) => (server.address() as AddressInfo).port;
const listen = async (listener: RequestListener) => {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
};

beforeEach(async () => {
  [sockets, seen, outcomes] = [[], [], []];
  answer = (incoming, outgoing) => void text(incoming).then((body) => outgoing.end(`got ${body}`));
  instance = await listen((incoming, outgoing) => {
    seen.push(incoming.url!);
    answer(incoming, outgoing);
  });
  instance.on("connection", (socket) => sockets.push(socket));
  const agent = keptConnections();
  door = await listen((incoming, outgoing) => {
    const options = { agent, port: portOf(instance), path: incoming.url!, headers: {}, bodyLimit: 1e9 };
    void forward(incoming, outgoing, { ...options, deadline: never }).then(({ outcome }) => {
      outcomes.push(outcome);
      if (!outgoing.headersSent) outgoing.writeHead(503).end(outcome);
    });
  });
});
afterEach(() => {
  for (const server of [door, instance]) {
    server.closeAllConnections();
    server.close();
  }
});

const ask = async (path: string, body: string) =>
  (await fetch(`http://127.0.0.1:${portOf(door)}${path}`, { method: "POST", body })).text();

it("serves one request after another", async () => {
  expect([await ask("/1", "a"), await ask("/2", "b")]).toEqual(["got a", "got b"]);
  expect(sockets).toHaveLength(1);
});

it("is not kept where the instance answers before it has read the request", async () => {
  answer = (_incoming, outgoing) => void outgoing.end("early");
  const { port } = door.address() as AddressInfo;
  const call = request({ port, host: "127.0.0.1", method: "POST", path: "/1" });
  call.write("the beginning");
  const [response] = (await once(call, "response")) as [NodeJS.ReadableStream];
  expect(await text(response)).toBe("early");
  answer = (incoming, outgoing) => void text(incoming).then((body) => outgoing.end(`got ${body}`));
  expect(await ask("/2", "b")).toBe("got b");
  call.end("the rest");
  expect(await ask("/3", "c")).toBe("got c");
  expect(seen).toEqual(["/1", "/2", "/3"]);
});

it("is replaced where the instance has closed it, and sends nothing twice where it breaks", async () => {
  await ask("/1", "a");
  sockets[0]!.destroy();
  await once(sockets[0]!, "close");
  expect(await ask("/2", "b")).toBe("got b");
  answer = (incoming) => void incoming.socket.destroy();
  expect(await ask("/3", "c")).toBe("instance-failed");
  expect(seen).toEqual(["/1", "/2", "/3"]);
  expect(outcomes).toEqual(["answered", "answered", "instance-failed"]);
});
