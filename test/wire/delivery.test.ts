// Several instances of the container's handler over one local Cloud Storage, with Google's client in between: however
// often a message is delivered at the same moment, its input is forecast once.
import { Storage, type Bucket } from "@google-cloud/storage";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { reservedPrefix, resultMetadata } from "../../src/core/contract.ts";
import { createStorage } from "../../src/local/services/storage/storage.ts";
import { createApp } from "../../src/runtime/app.ts";
import { createCloudStorage } from "../../src/runtime/storage/cloud-storage.ts";
import { createDrain } from "../../src/runtime/drain.ts";
import { createLogger } from "../../src/runtime/log.ts";
import { startServices, type StartedServices } from "../support/local-services.ts";
import { envelope, FakeForecaster, predicted, settings } from "../unit/runtime/fakes.ts";

const instances = 4;

let local: StartedServices;
let input: Bucket;
let output: Bucket;

beforeAll(async () => {
  local = await startServices((context) => [
    createStorage(context, { publish: () => "1", topicExists: () => false }),
  ]);
  vi.stubEnv("STORAGE_EMULATOR_HOST", local.httpUrl);
  const storage = new Storage({ projectId: "cloud-runner-local", apiEndpoint: local.httpUrl });
  [[input], [output]] = await Promise.all([
    storage.createBucket(settings.inputBucket, { location: "us-central1" }),
    storage.createBucket(settings.outputBucket, { location: "us-central1" }),
  ]);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await local.close();
});

function startInstances(fitMs: number) {
  const fits: string[] = [];
  const apps = Array.from({ length: instances }, () => {
    const forecaster = new FakeForecaster();
    forecaster.answer = async (job) => {
      fits.push(new TextDecoder().decode(job.input));
      await systemClock.sleep(fitMs);
      return predicted("date,prediction\n2026-01-01,1\n");
    };
    return createApp({
      store: createCloudStorage({ ...settings, clock: systemClock }),
      forecaster,
      clock: systemClock,
      log: createLogger({ write: () => {}, clock: systemClock, project: "demo" }),
      drain: createDrain(),
      settings,
      isReady: () => true,
    });
  });
  const post = async (instance: number, name: string, generation: string) => {
    const answer = await apps[instance % instances]!.request("/", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(envelope(name, generation)),
    });
    return answer.status;
  };
  /** As Pub/Sub does: again and again until it is acknowledged. Gives every status. */
  const deliver = async (instance: number, name: string, generation: string): Promise<number[]> => {
    const statuses: number[] = [];
    for (;;) {
      statuses.push(await post(instance + statuses.length, name, generation));
      if (statuses.at(-1)! < 300) return statuses;
      await systemClock.sleep(20);
    }
  };
  return { fits, deliver };
}

async function upload(name: string, content: string): Promise<string> {
  await input.file(name).save(content, { resumable: false });
  const [metadata] = await input.file(name).getMetadata();
  return String(metadata.generation);
}

it("forecasts every input once, though each message arrives at several instances at the same moment", async () => {
  const { fits, deliver } = startInstances(300);
  const names = Array.from({ length: 12 }, (_, index) => `in/${index}.csv`);
  const generations = await Promise.all(names.map((name) => upload(name, name)));
  const statuses = await Promise.all(
    names.flatMap((name, index) =>
      Array.from({ length: instances }, (_, instance) => deliver(instance, name, generations[index]!)),
    ),
  );
  expect(fits.toSorted()).toEqual(names.toSorted());
  expect(statuses.filter((each) => each.at(-1) === 200)).toHaveLength(names.length);
  expect(new Set(statuses.flat())).toEqual(new Set([200, 204, 429]));
  const [objects] = await output.getFiles();
  expect(objects.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
});

it("leaves the answer to the newest generation, and no lease", async () => {
  const { fits, deliver } = startInstances(20);
  const generations = [];
  const deliveries: Promise<number[]>[] = [];
  for (let version = 1; version <= 4; version++) {
    const generation = await upload("changing.csv", `version ${version}`);
    generations.push(generation);
    for (let instance = 0; instance < 3; instance++) {
      deliveries.push(deliver(instance, "changing.csv", generation));
    }
  }
  await Promise.all(deliveries);
  const [metadata] = await output.file("changing.csv").getMetadata();
  expect(metadata.metadata![resultMetadata.inputGeneration]).toBe(generations.at(-1));
  expect(fits).toHaveLength(new Set(fits).size);
  expect((await output.getFiles({ prefix: reservedPrefix }))[0]).toEqual([]);
});
