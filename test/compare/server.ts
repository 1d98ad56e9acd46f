// The container's server of a checkout as Cloud Run would start it, and the pushes that it is sent.
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Storage } from "@google-cloud/storage";

export const buckets = { input: "bench-input", output: "bench-output" };

export interface Server {
  /** Processor time that it has used. */
  cpuMs(): number;
  /** Sends a push, which must be taken. */
  post(body: string): Promise<void>;
  end(): Promise<void>;
}

/** Comes back once it answers `path`. */
export async function startServer(
  root: string,
  storage: Storage,
  path: "/health" | "/ready",
): Promise<Server> {
  const port = await freePort();
  const child = spawn(process.execPath, [join(root, "dist/image/server.mjs")], {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      PORT: `${port}`,
      HOST: "127.0.0.1",
      K_SERVICE: "bench",
      K_REVISION: "bench-00001",
      K_CONFIGURATION: "bench",
      GOOGLE_CLOUD_PROJECT: storage.projectId,
      INPUT_BUCKET: buckets.input,
      OUTPUT_BUCKET: buckets.output,
      FORECAST_DEFAULTS: "{}",
      STORAGE_EMULATOR_HOST: storage.apiEndpoint,
    },
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const url = `http://127.0.0.1:${port}`;
  const isUp = () =>
    fetch(url + path).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isUp())) {
    if (child.exitCode !== null) throw new Error(`The server of ${root} ended with ${child.exitCode}.`);
    await sleep(2);
  }
  return {
    cpuMs: () => cpuMs(child.pid!),
    async post(body) {
      const headers = { "content-type": "application/json" };
      const response = await fetch(url, { method: "POST", headers, body });
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`The server of ${root} answered ${response.status}.`);
    },
    async end() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Of all threads that run, by the kernel's scheduler. */
function cpuMs(pid: number): number {
  const of = (thread: string) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]);
  return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => sum + of(thread), 0) / 1e6;
}

/** Uploads a new generation and gives the push that a notification would make of it. */
export async function pushFor(
  storage: Storage,
  name: string,
  content: Buffer,
  parameters: Record<string, string>,
): Promise<string> {
  const file = storage.bucket(buckets.input).file(name);
  const own = Object.fromEntries(
    Object.entries(parameters).map(([key, value]) => [`forecast-${key}`, value]),
  );
  await file.save(content, { resumable: false, metadata: { metadata: own } });
  const [metadata] = await file.getMetadata();
  return JSON.stringify({
    subscription: `projects/${storage.projectId}/subscriptions/bench`,
    deliveryAttempt: 1,
    message: {
      messageId: `${metadata.generation}`,
      publishTime: metadata.timeCreated,
      data: Buffer.from(JSON.stringify(metadata)).toString("base64"),
      attributes: {
        eventType: "OBJECT_FINALIZE",
        payloadFormat: "JSON_API_V1",
        bucketId: buckets.input,
        objectId: name,
        objectGeneration: `${metadata.generation}`,
      },
    },
  });
}
