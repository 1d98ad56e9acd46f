import { connect } from "node:net";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startPubSub, topicName, type StartedPubSub } from "../support/pubsub-services.ts";

let local: StartedPubSub;
let url: string;
beforeAll(async () => {
  local = await startPubSub();
  url = `http://127.0.0.1:${local.services.grpcPort}`;
});
afterAll(() => local.close());

it("says that it is there, as Google's emulator does", async () => {
  const answer = await fetch(`${url}/`);
  expect({ status: answer.status, text: (await answer.text()).trim() }).toEqual({ status: 200, text: "Ok" });
});

it("answers REST and gRPC on the address of PUBSUB_EMULATOR_HOST", async () => {
  const topic = topicName("both");
  const made = await fetch(`${url}/v1/${topic}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  expect(await made.json()).toEqual({ name: topic });
  const [{ name }] = await local.publisher.getTopic({ topic });
  expect(name).toBe(topic);
});

it("tells them apart however the first bytes arrive", async () => {
  const connection = connect(local.services.grpcPort, "127.0.0.1");
  await once(connection, "connect");
  connection.setNoDelay(true);
  for (const letter of "PUT ") {
    connection.write(letter);
    await delay(5);
  }
  const body = "{}";
  connection.write(
    `/v1/${topicName("slow")} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
  const [answer] = (await once(connection, "data")) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 /);
  connection.destroy();
});

it("refuses there what a page of another origin sends", async () => {
  const answer = await fetch(`${url}/v1/${topicName("both")}`, {
    headers: { origin: "https://example.com" },
  });
  expect(answer.status).toBe(403);
});

it("closes while somebody is connected who says nothing", async () => {
  const other = await startPubSub();
  const silent = connect(other.services.grpcPort, "127.0.0.1");
  await once(silent, "connect");
  const ended = once(silent, "close");
  await other.close();
  expect(await ended).toBeDefined();
});
