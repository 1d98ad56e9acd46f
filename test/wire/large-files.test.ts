// Files that are too large to be held in memory, there and back over a line that breaks off in the middle.
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Storage } from "@google-cloud/storage";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { parseConfig } from "../../src/core/config.ts";
import { namesFor } from "../../src/core/names.ts";
import { openBuckets, type Buckets } from "../../src/library/predict/buckets.ts";
import { download } from "../../src/library/predict/download.ts";
import { openGsFiles } from "../../src/library/predict/sources/gs-files.ts";
import { createStorage } from "../../src/local/services/storage/storage.ts";
import { createContext, type CloudContext } from "../../src/provision/engine/context.ts";
import type { Clients } from "../../src/provision/google/clients.ts";
import { ownerAuth } from "../support/as-owner.ts";
import { startCuttingLine, type CuttingLine } from "../support/cutting-line.ts";
import { startServices, type StartedServices } from "../support/local-services.ts";
import { virtualClock } from "../unit/cli/support.ts";

const mebibyte = 1024 * 1024;
const bytes = 6 * mebibyte;
const names = namesFor(parseConfig({ name: "large" }, "test"));

let local: StartedServices;
let line: CuttingLine;
let direct: Storage;
let cloud: CloudContext;
let buckets: Buckets;
let folder: string;
let path: string;

beforeAll(async () => {
  local = await startServices((context) => [
    createStorage(context, { publish: () => "1", topicExists: () => false }),
  ]);
  line = await startCuttingLine(Number(new URL(local.httpUrl).port));
  const client = (apiEndpoint: string) =>
    new Storage({
      projectId: names.project,
      apiEndpoint,
      authClient: ownerAuth(local),
      useAuthWithCustomEndpoint: true,
      retryOptions: { autoRetry: false },
    });
  direct = client(local.httpUrl);
  const storage = client(line.httpUrl);
  const clients: Partial<Clients> = { storage: async () => storage, faultBudgetMs: 5000, isLossFinal: true };
  cloud = createContext({ clients: clients as Clients, clock: virtualClock(), names });
  buckets = await openBuckets(cloud, async () => {});
  for (const name of [names.inputBucket, names.outputBucket, "others-data"]) await direct.createBucket(name);
  folder = await mkdtemp(join(tmpdir(), "large-files-"));
  path = join(folder, "large.bin");
  await writeFile(path, randomBytes(bytes));
});
afterAll(async () => {
  await line.close();
  await local.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => void (line.carried.up = line.carried.down = 0));

const digest = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");
const ofFile = async (file: string) => digest(await readFile(file));
const ofObject = async (bucket: string, name: string) =>
  digest(await download(direct.bucket(bucket).file(name)));

it("goes on with an upload where it was when the connection broke off, and not from its beginning", async () => {
  line.cutAfter("up", 2.5 * mebibyte, 2 * mebibyte);
  const heard: number[] = [];
  const how = { metadata: { "forecast-horizon": "3" }, sent: (sent: number) => void heard.push(sent) };
  const generation = await buckets.upload("up.csv", { path, bytes }, how);
  const [metadata] = await direct.bucket(names.inputBucket).file("up.csv").getMetadata();
  expect(metadata).toMatchObject({ generation, size: String(bytes), metadata: how.metadata });
  expect(await ofObject(names.inputBucket, "up.csv")).toBe(await ofFile(path));
  // What was under way in the socket is sent again.
  expect(line.carried.up).toBeLessThan(bytes + 2 * mebibyte);
  expect(heard).toEqual(heard.toSorted((a, b) => a - b));
  expect(heard.at(-1)).toBe(bytes);
});

it("finds an upload that has arrived although its answer was lost, and sends nothing again", async () => {
  // The answer that opens the upload gets through, the one that ends it does not.
  const opening = 600;
  line.cutAfter("down", opening + 100);
  const generation = await buckets.upload("lost.csv", { path, bytes }, { metadata: {} });
  const [metadata] = await direct.bucket(names.inputBucket).file("lost.csv").getMetadata();
  expect(metadata.generation).toBe(generation);
  expect(line.carried.up).toBeLessThan(bytes + mebibyte);
});

it("replaces exactly the generation that it is told, and says so where another is there", async () => {
  const target = direct.bucket(names.inputBucket).file("again.csv");
  await target.save("before", { resumable: false });
  const before = String(target.metadata.generation);
  const after = await buckets.upload("again.csv", { path, bytes }, { metadata: {}, replaces: before });
  expect(after).not.toBe(before);
  await target.save("somebody else's", { resumable: false });
  await expect(
    buckets.upload("again.csv", { path, bytes }, { metadata: {}, replaces: after }),
  ).rejects.toMatchObject({ code: "input.not-readable" });
});

it("ends an upload at once when it is interrupted", async () => {
  const controller = new AbortController();
  const stopped = await openBuckets({ ...cloud, signal: controller.signal }, async () => {});
  const reason = new Error("Ctrl-C");
  const sent = () => controller.abort(reason);
  await expect(stopped.upload("stopped.csv", { path, bytes }, { metadata: {}, sent })).rejects.toBe(reason);
  expect((await direct.bucket(names.inputBucket).file("stopped.csv").exists())[0]).toBe(false);
});

it("says that a file is not there, or cannot be read", async () => {
  const gone = { path: join(folder, "gone.bin"), bytes };
  await expect(buckets.upload("gone.csv", gone, { metadata: {} })).rejects.toMatchObject({
    code: "input.not-readable",
  });
  await expect(buckets.upload("folder.csv", { path: folder, bytes }, { metadata: {} })).rejects.toMatchObject(
    { code: "input.not-readable" },
  );
});

it("goes on with a download where it was, and compares what has arrived", async () => {
  const source = direct.bucket(names.outputBucket).file("down.csv");
  await source.save(await readFile(path));
  const { generation, crc32c } = source.metadata;
  const object = { name: "down.csv", generation: String(generation), metadata: {}, size: bytes, crc32c };
  const to = join(folder, "down.bin");
  line.cutAfter("down", 2.5 * mebibyte, 2 * mebibyte);
  await buckets.fetch(object, to);
  expect(await ofFile(to)).toBe(await ofFile(path));
  expect(line.carried.down).toBeLessThan(bytes + 2 * mebibyte);
  await expect(
    buckets.fetch({ ...object, crc32c: "AAAAAA==" }, join(folder, "wrong.bin")),
  ).rejects.toMatchObject({ code: "predict.result-damaged" });
  await expect(buckets.fetch(object, join(folder, "no", "folder"))).rejects.toMatchObject({
    code: "output.not-writable",
  });
});

it("has objects of other buckets copied there and results copied out, without a byte by way of this machine", async () => {
  const gs = await openGsFiles(cloud, async () => {});
  await direct
    .bucket("others-data")
    .file("in.csv")
    .save(await readFile(path));
  line.carried.up = line.carried.down = 0;
  const from = { bucket: "others-data", name: "in.csv", generation: "1" };
  const metadata = { "forecast-horizon": "3" };
  const generation = await gs.copy(from, { name: "copied.csv", metadata, replaces: undefined });
  const [copied] = await direct.bucket(names.inputBucket).file("copied.csv").getMetadata();
  expect(copied).toMatchObject({ generation, size: String(bytes), metadata });
  const result = direct.bucket(names.outputBucket).file("result.csv");
  await result.save(await readFile(path), { metadata: { metadata: { "cloud-runner-model": "naive" } } });
  await gs.place("gs://others-data/out/result.csv", {
    name: "result.csv",
    generation: String(result.metadata.generation),
  });
  const [placed] = await direct.bucket("others-data").file("out/result.csv").getMetadata();
  expect(placed).toMatchObject({
    size: String(bytes),
    crc32c: result.metadata.crc32c,
    contentType: "text/csv",
  });
  expect(placed.metadata).toBeUndefined();
  expect(line.carried.up + line.carried.down).toBeLessThan(100_000);
  await expect(
    gs.copy({ ...from, name: "gone.csv" }, { name: "gone.csv", metadata, replaces: undefined }),
  ).rejects.toMatchObject({ code: "input.not-readable" });
});
