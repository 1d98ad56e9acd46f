// Google's client against a scripted server on loopback.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Storage } from "@google-cloud/storage";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parseConfig } from "../../../../src/core/config.ts";
import { namesFor } from "../../../../src/core/names.ts";
import { openBuckets } from "../../../../src/library/predict/buckets.ts";
import { createContext } from "../../../../src/provision/engine/context.ts";
import type { Clients } from "../../../../src/provision/google/clients.ts";
import { virtualClock } from "../../cli/support.ts";

let server: Server;
let failures: number;
let failure: { status: number; message: string };
let clients: Clients;

beforeAll(async () => {
  server = createServer((_, response) => {
    const isFine = failures-- <= 0;
    const { status, message } = failure;
    response.writeHead(isFine ? 200 : status, { "content-type": isFine ? "text/csv" : "application/json" });
    response.end(isFine ? "date,y" : JSON.stringify({ error: { code: status, message } }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const apiEndpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const storage = new Storage({ projectId: "demo", apiEndpoint, retryOptions: { autoRetry: false } });
  const part: Partial<Clients> = { storage: async () => storage, faultBudgetMs: 10_000, isLossFinal: true };
  clients = part as Clients;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

it("tries a download again while Storage answers with a passing fault, and not forever", async () => {
  const names = namesFor(parseConfig({}, "test"));
  const buckets = await openBuckets(createContext({ clients, clock: virtualClock(), names }));
  const object = { name: "a.csv", generation: "1", metadata: {} };
  failure = { status: 503, message: "told so" };
  failures = 2;
  expect(String(await buckets.download(object))).toBe("date,y");
  failures = 100;
  await expect(buckets.download(object)).rejects.toMatchObject({ code: "cloud.unavailable" });
});

it("takes an object that is not there for absent, and not a bucket that is gone", async () => {
  const names = namesFor(parseConfig({}, "test"));
  const buckets = await openBuckets(createContext({ clients, clock: virtualClock(), names }));
  failures = 100;
  failure = { status: 404, message: "No such object: demo-forecast-output/a.csv" };
  expect(await buckets.find(["a.csv", "b.csv"])).toEqual([]);
  failure = { status: 404, message: "The specified bucket does not exist." };
  await expect(buckets.find(["a.csv"])).rejects.toMatchObject({ code: "predict.bucket-missing" });
});
