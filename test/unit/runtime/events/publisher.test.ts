// Against a small server in the place of Pub/Sub.
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../../src/core/clock.ts";
import { createPublisher, publisherFor } from "../../../../src/runtime/events/publisher.ts";

const topic = "projects/demo/topics/forecast-results";

/** Waits for nothing. */
const clock = { now: () => systemClock.now(), sleep: async () => {} };

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

interface Answer {
  status?: number;
  body?: unknown;
}

/** Answers in turn, and with 200 when there are no answers left. */
async function start(answers: Answer[] = []) {
  const asked: { url: string | undefined; authorization: string | undefined; messages: unknown[] }[] = [];
  const connections = new Set<Socket>();
  const server = createServer((request: IncomingMessage, response) => {
    void text(request).then((body) => {
      const { messages } = JSON.parse(body) as { messages: unknown[] };
      asked.push({ url: request.url, authorization: request.headers.authorization, messages });
      const answer = answers.shift() ?? { body: { messageIds: ["1"] } };
      response.writeHead(answer.status ?? 200, { "content-type": "application/json" });
      response.end(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body ?? {}));
    });
  });
  let opened = 0;
  server.on("connection", (connection) => {
    opened++;
    connections.add(connection);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cut = () => {
    for (const connection of connections) connection.destroy();
  };
  const close = () => {
    cut();
    server.close();
  };
  cleanups.push(close);
  const emulator = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const token = () => Promise.reject(new Error("An emulator asks for none."));
  const publisher = createPublisher({ topic, emulator, token, clock });
  return { publisher, asked, cut, close, opened: () => opened };
}

const message = (data: string) => ({ data, attributes: { "ce-id": data } });
const refusal = (code: number, status: string) => ({
  status: code,
  body: { error: { code, status, message: "no" } },
});

describe("a publisher", () => {
  it("sends data in base64 and attributes as they are", async () => {
    const { publisher, asked } = await start();
    await publisher.publish([message("é")]);
    const messages = [{ data: Buffer.from("é").toString("base64"), attributes: { "ce-id": "é" } }];
    expect(asked).toEqual([{ url: `/v1/${topic}:publish`, authorization: undefined, messages }]);
  });

  it("keeps its connection", async () => {
    const { publisher, opened } = await start();
    for (const data of ["a", "b", "c"]) await publisher.publish([message(data)]);
    expect(opened()).toBe(1);
  });

  it("takes another connection when the kept one was closed", async () => {
    const { publisher, asked, cut } = await start();
    await publisher.publish([message("a")]);
    cut();
    await publisher.publish([message("b")]);
    expect(asked).toHaveLength(2);
  });

  it("sends at most as many messages at once as Pub/Sub takes", async () => {
    const { publisher, asked } = await start();
    await publisher.publish(Array.from({ length: 1001 }, (_, index) => message(String(index))));
    expect(asked.map(({ messages }) => messages.length)).toEqual([1000, 1]);
  });

  it("tries again what passes at once", async () => {
    const { publisher, asked } = await start([refusal(503, "UNAVAILABLE"), { status: 502, body: "<html>" }]);
    await publisher.publish([message("a")]);
    expect(asked).toHaveLength(3);
  });

  it.each([
    ["events.unavailable", refusal(429, "RESOURCE_EXHAUSTED")],
    // Grants spread slowly.
    ["events.unavailable", refusal(403, "PERMISSION_DENIED")],
    ["events.refused", refusal(404, "NOT_FOUND")],
    ["events.refused", refusal(400, "INVALID_ARGUMENT")],
  ])("fails with %s, so that it is known whether another delivery helps", async (code, answer) => {
    const { publisher, asked } = await start([answer]);
    const retryable = code === "events.unavailable";
    await expect(publisher.publish([message("a")])).rejects.toMatchObject({ code, retryable });
    expect(asked).toHaveLength(1);
  });

  it("takes a server that is away for what passes", async () => {
    const { publisher, close } = await start();
    close();
    await expect(publisher.publish([message("a")])).rejects.toMatchObject({ code: "events.unavailable" });
  });

  it("is not there where no topic is named", () => {
    const settings = { resultsTopic: undefined, pubsubEmulator: undefined };
    expect(publisherFor(settings, async () => "", clock)).toBeUndefined();
  });
});
