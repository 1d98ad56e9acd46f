// The example in Python against the local Storage: it must keep docs/container-contract.md.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { EventEmitter } from "node:events";
import { fileURLToPath } from "node:url";
import { Storage } from "@google-cloud/storage";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { freePort } from "../../src/local/services/run/serving/free-port.ts";
import { eventually } from "../support/project-folder.ts";
import { startWholeCloud, type WholeCloud } from "../support/whole-cloud.ts";

const script = fileURLToPath(new URL("../../examples/python-container/server.py", import.meta.url));
const hasPython = spawnSync("python3", ["--version"]).status === 0;

describe.skipIf(!hasPython)("the container in Python (skipped where there is no python3)", () => {
  let cloud: WholeCloud;
  let server: ChildProcess;
  let url: string;
  const bucket = (name: string) => new Storage({ projectId: "cloud-runner-local" }).bucket(name);

  beforeAll(async () => {
    // As in the container's own entry: a download of the Storage client has eleven.
    EventEmitter.defaultMaxListeners = 20;
    cloud = await startWholeCloud();
    vi.stubEnv("STORAGE_EMULATOR_HOST", cloud.httpUrl);
    for (const name of ["the-input", "the-output"]) await bucket(name).create({ location: "us-central1" });
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    server = spawn("python3", [script], {
      stdio: "ignore",
      env: {
        PATH: process.env["PATH"],
        PORT: String(port),
        INPUT_BUCKET: "the-input",
        OUTPUT_BUCKET: "the-output",
        FORECAST_DEFAULTS: '{"horizon":2}',
        K_REVISION: "r-1",
        STORAGE_EMULATOR_HOST: cloud.httpUrl,
      },
    });
    await eventually("the server", 10_000, () =>
      fetch(`${url}/ready`).then(
        ({ ok }) => ok || undefined,
        () => undefined,
      ),
    );
  });
  afterAll(async () => {
    server.kill();
    vi.unstubAllEnvs();
    await cloud.close();
  });

  async function upload(
    name: string,
    content: string,
    metadata: Record<string, string> = {},
  ): Promise<string> {
    const file = bucket("the-input").file(name);
    await file.save(content, { resumable: false, metadata: { metadata } });
    return String(file.metadata.generation);
  }

  async function deliver(name: string, generation: string, more: object = {}): Promise<number> {
    const attributes = {
      eventType: "OBJECT_FINALIZE",
      bucketId: "the-input",
      objectId: name,
      objectGeneration: generation,
      ...more,
    };
    const body = JSON.stringify({ message: { attributes, messageId: "1" }, deliveryAttempt: 1 });
    const headers = { "content-type": "application/json" };
    return (await fetch(url, { method: "POST", body, headers })).status;
  }

  const written = async (name: string) => {
    const file = bucket("the-output").file(name);
    const [[content], [{ metadata, generation }]] = await Promise.all([file.download(), file.getMetadata()]);
    return { content: content.toString(), metadata, generation: String(generation) };
  };

  const input = "date,y\n2024-01-01,1\n2024-01-02,2\n";

  it("writes the result under the input's name, with where it comes from", async () => {
    const generation = await upload("a/b ü.csv", input, { "forecast-horizon": "1" });
    expect(await deliver("a/b ü.csv", generation)).toBe(204);
    expect(await written("a/b ü.csv")).toMatchObject({
      content: "date,prediction\n2024-01-03,1.5\n",
      metadata: {
        "cloud-runner-input-bucket": "the-input",
        "cloud-runner-input-name": "a/b ü.csv",
        "cloud-runner-input-generation": generation,
        "cloud-runner-model": "mean",
        "cloud-runner-rows": "1",
        "cloud-runner-revision": "r-1",
      },
    });
  });

  it("writes one result for a generation, and never an older one over a newer", async () => {
    const first = await upload("twice.csv", input);
    expect(await Promise.all([1, 2, 3].map(() => deliver("twice.csv", first)))).toEqual([204, 204, 204]);
    const before = await written("twice.csv");
    expect(before.content.trim().split("\n")).toHaveLength(3);
    expect(await deliver("twice.csv", first)).toBe(204);
    expect((await written("twice.csv")).generation).toBe(before.generation);
    const second = await upload("twice.csv", input.replace("1\n", "5\n"));
    expect(await deliver("twice.csv", second)).toBe(204);
    expect(await deliver("twice.csv", first)).toBe(204);
    expect((await written("twice.csv")).metadata).toMatchObject({ "cloud-runner-input-generation": second });
  });

  it("reports an input that can never work, and acknowledges it", async () => {
    const generation = await upload("bad.csv", "date,y\n2024-01-01,many\n");
    expect(await deliver("bad.csv", generation)).toBe(204);
    const { content, metadata } = await written("bad.csv.error.json");
    expect(JSON.parse(content)).toMatchObject({
      schemaVersion: 1,
      code: "csv.unreadable",
      input: { bucket: "the-input", name: "bad.csv", generation },
    });
    expect(metadata).toMatchObject({ "cloud-runner-input-generation": generation });
  });

  it.each<[string, string, object]>([
    ["another event", "x.csv", { eventType: "OBJECT_DELETE" }],
    ["another bucket", "x.csv", { bucketId: "elsewhere" }],
    ["a reserved name", ".cloud-runner/x.csv", {}],
    ["what waits for a manifest", "job-data/x.csv", {}],
    ["an object that is gone", "gone.csv", {}],
  ])("acknowledges %s and writes nothing", async (_, name, more) => {
    const [before] = await bucket("the-output").getFiles();
    expect(await deliver(name, "1", more)).toBe(204);
    expect((await bucket("the-output").getFiles())[0]).toHaveLength(before.length);
  });

  it("reports a parameter that can never work", async () => {
    expect(await deliver("far.csv", await upload("far.csv", input, { "forecast-horizon": "far" }))).toBe(204);
    expect(JSON.parse((await written("far.csv.error.json")).content)).toMatchObject({
      code: "parameter.horizon",
    });
  });

  it("asks for another try when something else goes wrong, goes on, and ends on SIGTERM", async () => {
    const generation = await upload("late.csv", input);
    const response = await fetch(url, { method: "POST", body: "no JSON" });
    expect(response.status).toBe(500);
    expect(await deliver("late.csv", generation)).toBe(204);
    server.kill("SIGTERM");
    expect(await eventually("its end", 5000, () => server.exitCode ?? undefined)).toBe(0);
  });
});
