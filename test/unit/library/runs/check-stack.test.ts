// Google's client against a scripted server on loopback: what is asked of a stack before anything is sent.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Storage } from "@google-cloud/storage";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { parseConfig } from "../../../../src/core/config.ts";
import { namesFor } from "../../../../src/core/names.ts";
import { stackCheck } from "../../../../src/library/runs/check-stack.ts";
import { createContext } from "../../../../src/provision/engine/context.ts";
import type { Clients } from "../../../../src/provision/google/clients.ts";
import { virtualClock } from "../../cli/support.ts";

const names = namesFor(parseConfig({ target: "gcp", project: "my-project", name: "sales" }, "test"));
const labels = { "managed-by": "cloud-runner", "cloud-runner-stack": "sales" };
const ours = [names.inputBucket, names.outputBucket].map((name) => ({ id: name, name, labels }));
const announced = { id: "1", topic: `//pubsub.googleapis.com/projects/my-project/topics/${names.topic}` };

let server: Server;
let storage: Storage;
let asked: string[];
let buckets: object[];
let notifications: { status: number; items: object[] };
let missing: string[];

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = new URL(request.url!, "http://x").pathname;
    asked.push(path);
    const isList = path === "/storage/v1/b";
    const { status, items } = isList ? { status: 200, items: buckets } : notifications;
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(status === 200 ? { items } : { error: { code: status, message: "no" } }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const apiEndpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  storage = new Storage({ projectId: "my-project", apiEndpoint, retryOptions: { autoRetry: false } });
});
beforeEach(() => {
  asked = [];
  buckets = ours;
  notifications = { status: 200, items: [announced] };
  missing = [];
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Of Pub/Sub and Cloud Run, which answer with canonical codes. */
const get = async (name: string) => {
  asked.push(name);
  if (missing.some((each) => name.endsWith(each))) throw Object.assign(new Error("gone"), { code: 5 });
};

function check(isLarge: boolean): () => Promise<void> {
  const clients: Partial<Clients> = {
    storage: async () => storage,
    subscriptions: (async () => ({
      getSubscription: ({ subscription }: { subscription: string }) => get(subscription),
    })) as never,
    services: (async () => ({ getService: ({ name }: { name: string }) => get(name) })) as never,
    faultBudgetMs: 0,
    isLossFinal: true,
  };
  return stackCheck(createContext({ clients: clients as Clients, clock: virtualClock(), names }), {
    isLarge,
  });
}

it("asks two things of Storage alone for few files, and each once", async () => {
  const checked = check(false);
  await Promise.all([checked(), checked()]);
  await checked();
  expect(asked.toSorted()).toEqual([
    "/storage/v1/b",
    `/storage/v1/b/${names.inputBucket}/notificationConfigs`,
  ]);
});

it("says of a stack whose uploads nobody hears of that it is half there", async () => {
  notifications.items = [];
  await expect(check(false)()).rejects.toMatchObject({ code: "predict.half-made", fix: "cloud-runner up" });
});

it.each([names.subscription, names.service])("says of many files that %s is not there", async (name) => {
  missing = [`/${name}`];
  await expect(check(true)()).rejects.toMatchObject({
    code: "predict.half-made",
    details: [expect.stringContaining(name), expect.stringContaining("Likely cause")],
  });
  await check(false)();
});

it("says first that there is no bucket of ours", async () => {
  buckets = [];
  notifications = { status: 404, items: [] };
  await expect(check(true)()).rejects.toMatchObject({ code: "predict.bucket-missing" });
});

it("goes on where it may not look", async () => {
  notifications = { status: 403, items: [] };
  await expect(check(true)()).resolves.toBeUndefined();
});
