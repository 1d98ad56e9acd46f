// Google's client against a scripted server on loopback: what is asked before the first byte of a file is sent.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Storage } from "@google-cloud/storage";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { parseConfig } from "../../../../src/core/config.ts";
import { namesFor } from "../../../../src/core/names.ts";
import { openBuckets } from "../../../../src/library/predict/buckets.ts";
import { createContext } from "../../../../src/provision/engine/context.ts";
import type { Clients } from "../../../../src/provision/google/clients.ts";
import { virtualClock } from "../../cli/support.ts";

const config = parseConfig({ target: "gcp", project: "my-project", name: "sales" }, "test");
const own = { "managed-by": "cloud-runner", "cloud-runner-stack": "sales" };
const [input, output] = ["my-project-sales-input", "my-project-sales-output"];

let server: Server;
let clients: Clients;
let asked: string[];
let items: { name: string; labels?: Record<string, string> }[];
let status: number;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url!.replace(/[?&](prettyPrint|uploadType|name)=[^&]*/g, "")}`);
    const isUpload = request.method === "POST";
    const failure = { error: { code: status, message: "refused" } };
    const answer = isUpload
      ? { name: "a.csv", generation: "7", crc32c: "wdBDMA==" }
      : { items: items.map((each) => ({ id: each.name, ...each })) };
    request.resume().on("end", () => {
      response.writeHead(isUpload ? 200 : status, { "content-type": "application/json" });
      response.end(JSON.stringify(isUpload || status === 200 ? answer : failure));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const apiEndpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const storage = new Storage({ projectId: "my-project", apiEndpoint, retryOptions: { autoRetry: false } });
  const part: Partial<Clients> = { storage: async () => storage, faultBudgetMs: 0, isLossFinal: true };
  clients = part as Clients;
});
beforeEach(() => {
  asked = [];
  status = 200;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const buckets = () => openBuckets(createContext({ clients, clock: virtualClock(), names: namesFor(config) }));
const uploads = () => asked.filter((each) => each.startsWith("POST"));

it("sends nothing before the project has said that both buckets are its own, and asks that once", async () => {
  items = [
    { name: input, labels: own },
    { name: output, labels: own },
  ];
  const opened = await buckets();
  await Promise.all([
    opened.upload("a.csv", Buffer.from("a"), { metadata: {} }),
    opened.upload("b.csv", Buffer.from("a"), { metadata: {} }),
  ]);
  await opened.upload("c.csv", Buffer.from("a"), { metadata: {} });
  expect(asked[0]).toMatch(/^GET \/storage\/v1\/b\?project=my-project&prefix=my-project-sales-/);
  expect(uploads()).toHaveLength(3);
  expect(asked).toHaveLength(4);
});

it.each([
  ["are somebody else's, or not there", [], "predict.bucket-missing"],
  ["are there for inputs only", [{ name: input, labels: own }], "predict.bucket-missing"],
  [
    "were made for something else",
    [{ name: input }, { name: output, labels: own }],
    "predict.bucket-not-ours",
  ],
  [
    "are another stack's",
    [input, output].map((name) => ({ name, labels: { ...own, "cloud-runner-stack": "other" } })),
    "predict.bucket-not-ours",
  ],
])("sends nothing to buckets that %s", async (_, found, code) => {
  items = found;
  const opened = await buckets();
  await expect(opened.upload("a.csv", Buffer.from("secret"), { metadata: {} })).rejects.toMatchObject({
    code,
  });
  await expect(opened.upload("b.csv", Buffer.from("secret"), { metadata: {} })).rejects.toMatchObject({
    code,
  });
  expect(uploads()).toEqual([]);
});

it("sends nothing where it may not ask", async () => {
  status = 403;
  const opened = await buckets();
  await expect(opened.upload("a.csv", Buffer.from("secret"), { metadata: {} })).rejects.toMatchObject({
    code: "cloud.permission-denied",
  });
  expect(uploads()).toEqual([]);
});
