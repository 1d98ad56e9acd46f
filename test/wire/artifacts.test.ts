// What models fetch from gs://: over the port of a worker, from the local Storage, once for each generation.
import { Storage } from "@google-cloud/storage";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import {
  askForArtifacts,
  createArtifacts,
  serveArtifacts,
  type FetchArtifact,
} from "../../src/runtime/workers/artifacts.ts";
import { createCloudStorage } from "../../src/runtime/storage/cloud-storage.ts";
import type { ObjectStore } from "../../src/runtime/storage/object-store.ts";
import { startWholeCloud, type WholeCloud } from "../support/whole-cloud.ts";

let cloud: WholeCloud;
let fetchArtifact: FetchArtifact;
let reads = 0;
let port: ReturnType<typeof serveArtifacts>;

const bucket = () => new Storage({ projectId: "cloud-runner-local" }).bucket("weights");
const upload = async (name: string, text: string) => {
  const file = bucket().file(name);
  await file.save(text, { resumable: false });
  return String(file.metadata.generation);
};
const textOf = async (uri: string) => Buffer.from(await fetchArtifact(uri)).toString();

beforeAll(async () => {
  cloud = await startWholeCloud();
  vi.stubEnv("STORAGE_EMULATOR_HOST", cloud.httpUrl);
  await bucket().create({ location: "us-central1" });
  const store = createCloudStorage({ project: "cloud-runner-local", maximumRetries: 0, clock: systemClock });
  const counting: Pick<ObjectStore, "stat" | "read"> = {
    stat: (...given) => store.stat(...given),
    read(...given) {
      reads++;
      return store.read(...given);
    },
  };
  port = serveArtifacts(createArtifacts(counting));
  fetchArtifact = askForArtifacts(port);
});
afterAll(async () => {
  port.close();
  vi.unstubAllEnvs();
  await cloud.close();
});

it("are read once, however many ask at once, and again for a newer generation", async () => {
  await upload("models/a b.bin", "first");
  const uri = "gs://weights/models/a b.bin";
  expect(await Promise.all([textOf(uri), textOf(uri)])).toEqual(["first", "first"]);
  expect(await textOf(uri)).toBe("first");
  expect(reads).toBe(1);
  await upload("models/a b.bin", "second");
  expect(await textOf(uri)).toBe("second");
  expect(reads).toBe(2);
});

it("can be pinned to a generation, which is refused once another has replaced it", async () => {
  const first = await upload("pinned", "first");
  expect(await textOf(`gs://weights/pinned#${first}`)).toBe("first");
  const second = await upload("pinned", "second");
  await expect(textOf(`gs://weights/pinned#${first}`)).rejects.toThrow(
    `There is no gs://weights/pinned#${first}`,
  );
  expect(await textOf(`gs://weights/pinned#${second}`)).toBe("second");
});

it.each([
  ["gs://weights/absent", "There is no gs://weights/absent. Fix: Upload it"],
  ["gs://elsewhere/x", "There is no gs://elsewhere/x"],
  ["weights/x", "weights/x is not of the form gs://bucket/object"],
])("are missed by name: %s", async (uri, message) => {
  await expect(textOf(uri)).rejects.toThrow(message);
});
