import { afterAll, beforeAll, expect, it } from "vitest";
import { startPubSub, topicName, type StartedPubSub } from "../support/pubsub-services.ts";

let local: StartedPubSub;
let url: string;
beforeAll(async () => {
  local = await startPubSub();
  url = `${local.services.httpUrl}/v1/projects/cloud-runner-local/schemas`;
});
afterAll(() => local.close());

const post = async (path: string, body: object) => {
  const answer = await fetch(`${url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};
const definition = JSON.stringify({
  type: "record",
  name: "Province",
  fields: [
    { name: "name", type: ["null", "string"] },
    { name: "parts", type: { type: "array", items: { type: "enum", name: "Part", symbols: ["A", "B"] } } },
    { name: "neighbours", type: { type: "map", values: "Province" } },
  ],
});

it("makes, reads, lists and deletes a schema, with its definition where it is asked for", async () => {
  const made = await post("?schemaId=provinces", { type: "AVRO", definition });
  expect(made).toMatchObject({ status: 200, body: { type: "AVRO", definition } });
  expect((await post("?schemaId=provinces", { type: "AVRO", definition })).status).toBe(409);
  const read = async (path: string) => (await (await fetch(`${url}${path}`)).json()) as object;
  expect(await read("/provinces")).toMatchObject({ definition });
  expect(await read("/provinces?view=BASIC")).not.toHaveProperty("definition");
  expect(await read("?view=FULL")).toMatchObject({ schemas: [{ type: "AVRO", definition }] });
  expect((await fetch(`${url}/provinces`, { method: "DELETE" })).status).toBe(200);
  expect((await fetch(`${url}/provinces`)).status).toBe(404);
});

it.each([
  ["AVRO", '{"not_actually":"avro"}'],
  ["AVRO", "no schema at all"],
  ["AVRO", '{"type":"record","name":"a","fields":[{"name":"x","type":"strin"}]}'],
  ["AVRO", '{"type":"record","name":"a"}'],
  ["PROTOCOL_BUFFER", "message {"],
  ["PROTOCOL_BUFFER", 'syntax = "proto3"; message A {} message B {}'],
  ["TYPE_UNSPECIFIED", definition],
])("refuses what is no schema: %s %s", async (type, text) => {
  const { status } = await post(":validate", { schema: { type, definition: text } });
  expect(status).toBe(400);
});

it("takes a proto, and says that a topic cannot have a schema here", async () => {
  const proto = 'syntax = "proto3"; message A { string name = 1; message B {} }';
  expect((await post(":validate", { schema: { type: "PROTOCOL_BUFFER", definition: proto } })).status).toBe(
    200,
  );
  await expect(
    local.publisher.createTopic({
      name: topicName("typed"),
      schemaSettings: { schema: "projects/p/schemas/s" },
    }),
  ).rejects.toMatchObject({ code: 12 });
});
