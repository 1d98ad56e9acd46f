// The image as it is deployed: built and pushed by our own code, pulled by its digest, run, and asked for a forecast.
import { createHash, randomBytes } from "node:crypto";
import { chmod, cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { Storage } from "@google-cloud/storage";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { createExec, type Argv } from "../../src/core/exec.ts";
import { startLocalCloud, type LocalCloud } from "../../src/local/cloud.ts";
import { buildArgs, buildEnvironment } from "../../src/provision/image/docker-args.ts";
import { findEngine, type DockerEngine } from "../../src/provision/image/docker-engine.ts";
import { readImageContent, type ImageContent } from "../../src/provision/image/image-content.ts";
import { findImage, publishImage } from "../../src/provision/image/publish-image.ts";
import { manifests, plainRegistry, whatDockerLacks } from "../support/docker-registry.ts";
import { asMetadata, forecastsOfSources, sameBytesInput } from "../support/same-bytes.ts";
import { dailySeries } from "../support/series.ts";

const packageFolder = fileURLToPath(new URL("../..", import.meta.url));
const imageDir = join(packageFolder, "dist", "image");
const host = process.env["CLOUD_RUNNER_TEST_REGISTRY"];
const baseImage = process.env["CLOUD_RUNNER_BASE_IMAGE"] || undefined;
const exec = createExec(process.env);
const run = async (...argv: Argv) => (await exec(argv, { timeoutMs: 120_000 })).stdout.trim();

const attestationOf = { annotations: { "vnd.docker.reference.type": "attestation-manifest" } };

const lacks = await whatDockerLacks(exec, process.env);
if (lacks !== undefined) process.stderr.write(`The container image is not tested: ${lacks}.\n`);

interface LogLine {
  message: string;
  time: string;
}

interface Container {
  id: string;
  url: string;
  /** From the command to the first 200 on /ready. */
  wallMs: number;
  /** By the clock that the engine shares with this machine. */
  readyAt: number;
}

describe.skipIf(lacks)(`the container image${lacks === undefined ? "" : ` (skipped: ${lacks})`}`, () => {
  const registry = plainRegistry(host ?? "", `cloud-runner-test-${randomBytes(4).toString("hex")}`);
  const started: string[] = [];
  const measured: string[] = [];
  let engine: DockerEngine;
  let isCgroupfs: boolean;
  let content: ImageContent;
  let folder: string;
  let cloud: LocalCloud;
  let storage: Storage;
  let image: string;

  beforeAll(async () => {
    content = await readImageContent(packageFolder, baseImage);
    engine = await findEngine({ exec, env: process.env });
    isCgroupfs = (await run("docker", "info", "--format", "{{.CgroupDriver}}")) === "cgroupfs";
    measured.push(
      `built by the ${engine.builder === "classic" ? "classic builder" : "BuildKit of docker buildx"}`,
    );
    const onStep = () => {};
    image = await publishImage({ engine, registry, content, clock: systemClock, isFresh: false, onStep });
    // What runs below has come back from the registry.
    await run("docker", "image", "rm", `${registry.image}:${content.tag}`);
    await run("docker", "pull", "--quiet", image);
    folder = await mkdtemp(join(tmpdir(), "cloud-runner-image-"));
    cloud = await startLocalCloud({
      folder,
      imageDir,
      buildId: "test",
      pid: process.pid,
      clock: systemClock,
      report: () => {},
    });
    storage = new Storage({ apiEndpoint: cloud.httpUrl, projectId: "cloud-runner-local" });
    await storage.createBucket("docker-input");
    await storage.createBucket("docker-output");
  });

  afterAll(async () => {
    for (const id of started) await run("docker", "rm", "--force", id).catch(() => {});
    if (image !== undefined) await run("docker", "image", "rm", "--force", image);
    await cloud?.close();
    if (folder !== undefined) await rm(folder, { recursive: true });
    for (const line of measured) process.stderr.write(`  ${line}\n`);
  });

  async function start(): Promise<Container> {
    const port = await freePort();
    const environment = {
      PORT: `${port}`,
      HOST: "127.0.0.1",
      GOOGLE_CLOUD_PROJECT: "cloud-runner-local",
      INPUT_BUCKET: "docker-input",
      OUTPUT_BUCKET: "docker-output",
      STORAGE_EMULATOR_HOST: cloud.httpUrl,
      K_REVISION: "docker-00001-abc",
    };
    const began = performance.now();
    const limits = "--network host --read-only --cap-drop ALL --security-opt no-new-privileges --memory 1g";
    // Served first, beside whatever else runs on this machine, as on one of its own; only cgroupfs takes the root for it.
    const first = isCgroupfs ? ["--cgroup-parent", "/", "--cpu-shares", "262144"] : [];
    const variables = Object.entries(environment).flatMap(([key, value]) => ["--env", `${key}=${value}`]);
    // As the user whose local cloud it is: others get no answer from there.
    const user = ["--user", `${process.getuid!()}:${process.getgid!()}`];
    const options = [...limits.split(" "), ...user, ...first, ...variables];
    const id = await run("docker", "run", "--detach", ...options, image);
    started.push(id);
    const url = `http://127.0.0.1:${port}`;
    for (const end = began + 20_000; ; ) {
      const response = await fetch(`${url}/ready`).catch(() => undefined);
      if (response?.ok) break;
      if (performance.now() > end) throw new Error(`Not ready:\n${await run("docker", "logs", id)}`);
      await systemClock.sleep(20);
    }
    const wallMs = Math.round(performance.now() - began);
    // As the server has it: to ask more often would take the processor away from what is measured.
    const log = (await run("docker", "logs", id)).split("\n").map((line) => JSON.parse(line) as LogLine);
    const readyAt = Date.parse(log.find(({ message }) => message === "Ready")!.time);
    return { id, url, wallMs, readyAt };
  }

  const inspect = async <T>(format: string, name = image): Promise<T> =>
    JSON.parse(await run("docker", "image", "inspect", "--format", `{{json ${format}}}`, name)) as T;

  it("is found by its content, so that nothing is built twice", async () => {
    expect(await findImage(registry, content)).toBe(image);
    expect(await findImage(registry, { ...content, tag: "content-other" })).toBeUndefined();
  });

  it("is for Cloud Run's platform, belongs to no root, and says its version and its revision", async () => {
    expect([await inspect(".Os"), await inspect(".Architecture")]).toEqual(["linux", "amd64"]);
    const [name, digest] = image.replace(`${host}/`, "").split("@");
    const response = await fetch(`http://${host}/v2/${name}/manifests/${digest}`, {
      headers: { accept: manifests },
    });
    // One image; or a list of it and of what attests it, where the engine can keep that.
    expect(await response.json()).toMatchObject(
      engine.builder === "attesting"
        ? { manifests: [{ platform: { os: "linux", architecture: "amd64" } }, attestationOf] }
        : { config: { digest: await inspect(".Id") } },
    );
    expect(await inspect(".Config.User")).toBe("1000:1000");
    const manifest = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as {
      version: string;
    };
    expect(await inspect<Record<string, string>>(".Config.Labels")).toMatchObject({
      "org.opencontainers.image.title": "cloud-runner",
      "org.opencontainers.image.version": manifest.version,
      "org.opencontainers.image.revision": expect.stringMatching(
        /^([0-9a-f]{40}(-dirty)?|sha256:[0-9a-f]{64})$/,
      ),
      "org.opencontainers.image.base.name": content.baseImage,
    });
  });

  it("adds at most 15 MB to its base", async () => {
    const added = (await inspect<number>(".Size")) - (await inspect<number>(".Size", content.baseImage));
    measured.push(`the image adds ${(added / 1e6).toFixed(1)} MB to its base`);
    expect(added).toBeGreaterThan(1e6);
    expect(added).toBeLessThanOrEqual(15e6);
  });

  it("holds the built files, byte for byte, and nothing else: no node_modules, no tensorflow", async () => {
    const script = `
      const { createHash } = require("node:crypto"), fs = require("node:fs");
      const digests = {};
      for (const name of fs.readdirSync("/app", { recursive: true }))
        digests[name] = createHash("sha256").update(fs.readFileSync("/app/" + name)).digest("hex");
      console.log(JSON.stringify({ uid: process.getuid(), digests }));`;
    const found = JSON.parse(
      await run("docker", "run", "--rm", "--read-only", image, "node", "-e", script),
    ) as {
      uid: number;
      digests: Record<string, string>;
    };
    const built = (await readdir(imageDir)).filter((name) => name !== "image.json");
    const digest = (name: string) =>
      createHash("sha256")
        .update(readFileSync(join(imageDir, name)))
        .digest("hex");
    expect(found.digests).toEqual(Object.fromEntries(built.map((name) => [name, digest(name)])));
    expect(Object.keys(found.digests).filter((name) => /node_modules|tensorflow|\.node$/.test(name))).toEqual(
      [],
    );
    expect(found.uid).toBe(1000);
  });

  it("can be read by its user, also when the package was installed for the eyes of its owner alone", async () => {
    const strict = join(folder, "package");
    await cp(imageDir, join(strict, "dist", "image"), { recursive: true });
    for (const name of ["Dockerfile", ".dockerignore"]) {
      await cp(join(packageFolder, name), join(strict, name));
    }
    for (const name of await readdir(imageDir)) await chmod(join(strict, "dist", "image", name), 0o600);
    const tagged = `${registry.image}:strict`;
    const build = {
      image: tagged,
      folder: strict,
      baseImage: content.baseImage,
      version: "1",
      revision: "2",
    };
    const script = "for (const name of fs.readdirSync('.')) fs.readFileSync(name); console.log('read')";
    // Both builders, wherever BuildKit is at hand.
    for (const builder of new Set([engine.builder, "classic" as const])) {
      await exec(buildArgs({ ...build, builder }), { env: buildEnvironment(builder) });
      try {
        expect(await run("docker", "run", "--rm", "--read-only", tagged, "node", "-e", script)).toBe("read");
      } finally {
        await run("docker", "image", "rm", "--force", tagged);
      }
    }
  });

  it("forecasts what Pub/Sub pushes, with nothing to write on and no privileges", async () => {
    const container = await start();
    const { generation, result } = await forecastBy(container, "weather/seattle.csv", dailySeries(), {
      "forecast-horizon": "14",
    });
    const lines = (await result.download())[0].toString("utf8").trim().split("\n");
    expect(lines[0]).toBe("date,prediction,prediction_lower,prediction_upper");
    expect(lines).toHaveLength(15);
    const [metadata] = await result.getMetadata();
    expect(metadata.metadata).toMatchObject({
      "cloud-runner-input-generation": generation,
      "cloud-runner-revision": "docker-00001-abc",
      "cloud-runner-model": "auto",
    });
  });

  it("gives the bytes that the sources give, for every model", async () => {
    const container = await start();
    for (const { name, parameters, csv } of await forecastsOfSources()) {
      const metadata = asMetadata(parameters);
      const { result } = await forecastBy(container, `same/${name}.csv`, sameBytesInput, metadata);
      expect({ name, csv: (await result.download())[0].toString("utf8") }).toEqual({ name, csv });
    }
  });

  /** Uploads an input and pushes its notification to the container, as Pub/Sub does. */
  async function forecastBy(
    container: Container,
    name: string,
    content: string,
    metadata: Record<string, string>,
  ) {
    const file = storage.bucket("docker-input").file(name);
    await file.save(content, { resumable: false, metadata: { metadata } });
    const generation = `${file.metadata.generation}`;
    const response = await fetch(container.url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        message: {
          messageId: "1",
          publishTime: new Date().toISOString(),
          attributes: {
            eventType: "OBJECT_FINALIZE",
            payloadFormat: "JSON_API_V1",
            bucketId: "docker-input",
            objectId: file.name,
            objectGeneration: generation,
          },
        },
        subscription: "projects/cloud-runner-local/subscriptions/forecast-push",
        deliveryAttempt: 1,
      }),
    });
    if (!response.ok) throw new Error(await run("docker", "logs", container.id));
    return { generation, result: storage.bucket("docker-output").file(name) };
  }

  it("is ready within half a second of its start", async () => {
    const runs: { readyMs: number; runMs: number; cpuMs: number }[] = [];
    for (let round = 0; round < 9; round += 1) {
      const { id, wallMs: runMs, readyAt } = await start();
      const cpuMs = cpuMsOf(await run("docker", "inspect", "--format", "{{.State.Pid}}", id));
      // What the engine needs before that is not the image's, nor is it Cloud Run's way to start one.
      const startedAt = Date.parse(await run("docker", "inspect", "--format", "{{.State.StartedAt}}", id));
      runs.push({ readyMs: readyAt - startedAt, runMs, cpuMs });
      await run("docker", "rm", "--force", id);
    }
    const [readyMs, cpuMs, runMs] = (["readyMs", "cpuMs", "runMs"] as const).map(
      (key) => runs.map((each) => Math.round(each[key])).toSorted((a, b) => a - b)[4]!,
    );
    measured.push(
      `ready ${readyMs} ms after its container started (${cpuMs} ms of processor time), ${runMs} ms after \`docker run\`; medians of 9, load ${loadavg()[0]!.toFixed(1)}`,
    );
    expect(readyMs).toBeLessThanOrEqual(500);
  });

  it("ends by itself when it is asked to stop", async () => {
    const { id } = await start();
    await run("docker", "stop", "--time", "10", id);
    expect(await run("docker", "inspect", "--format", "{{.State.ExitCode}}", id)).toBe("0");
  });
});

/** Processor time of a process so far, all threads together; unknown when the engine runs on another machine. */
function cpuMsOf(pid: string): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)!.split(" ");
    const ticksPerSecond = 100;
    return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1000;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
