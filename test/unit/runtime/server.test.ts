// The real entry as a process of its own: its environment, its port and its end. Storage is a server that holds back.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { envelope, type LogLine } from "./fakes.ts";

const entry = fileURLToPath(new URL("../../../src/runtime/server.ts", import.meta.url));
const environment = {
  GOOGLE_CLOUD_PROJECT: "demo",
  INPUT_BUCKET: "demo-input",
  OUTPUT_BUCKET: "demo-output",
  HOST: "127.0.0.1",
  PORT: "0",
};

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

function startServer(env: Record<string, string>) {
  const child: ChildProcess = spawn(process.execPath, [entry], {
    env: { PATH: process.env["PATH"] ?? "", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  cleanups.push(() => child.kill("SIGKILL"));
  let text = "";
  child.stdout!.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const lines = () =>
    text
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as LogLine);
  const exit = once(child, "exit").then(([code]) => code as number | null);
  const logged = async (message: string): Promise<LogLine> => {
    const found = () => lines().find((line) => line.message.startsWith(message));
    await expect.poll(found, { timeout: 15_000, interval: 20 }).toBeDefined();
    return found()!;
  };
  const url = async () => `http://127.0.0.1:${/:(\d+)$/.exec((await logged("Listening")).message)![1]}`;
  return { child, lines, exit, logged, url };
}

/** Takes every lease and holds no input, but only once it is released. */
async function startStorage() {
  const gate = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const server = createServer(({ method }, response) => {
    asked.resolve();
    void gate.promise.then(() => {
      const isLease = method === "POST" || method === "DELETE";
      response.writeHead(isLease ? 200 : 404, { "content-type": "application/json" });
      response.end(
        isLease
          ? '{"generation":"1","crc32c":"AAAAAA=="}'
          : '{"error":{"code":404,"message":"No such object"}}',
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => {
    gate.resolve();
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked: asked.promise, release: gate.resolve };
}

const push = (url: string) =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(envelope("a.csv", "5")),
  });

describe("the server", () => {
  it("says what is missing in its environment and exits with 1", async () => {
    const { exit, lines } = startServer({ ...environment, OUTPUT_BUCKET: "" });
    expect(await exit).toBe(1);
    expect(lines()).toEqual([
      expect.objectContaining({
        severity: "CRITICAL",
        message:
          "The container cannot start: The container's environment is not complete. (OUTPUT_BUCKET is not set)",
      }),
    ]);
  });

  it("answers health checks before it is ready, and gets ready", async () => {
    const { url, logged } = startServer(environment);
    const base = await url();
    expect((await fetch(`${base}/health`)).status).toBe(200);
    await logged("Ready");
    expect((await fetch(`${base}/ready`)).status).toBe(200);
  });

  it("lets a delivery under way finish after SIGTERM, takes no other, and exits with 0", async () => {
    const storage = await startStorage();
    const { child, exit, url, logged } = startServer({ ...environment, STORAGE_EMULATOR_HOST: storage.url });
    const base = await url();
    const underWay = push(base);
    await storage.asked;

    child.kill("SIGTERM");
    expect(await logged("SIGTERM")).toMatchObject({ underWay: 1 });
    await expect(push(base)).rejects.toThrow("fetch failed");

    storage.release();
    expect((await underWay).status).toBe(204);
    expect(await exit).toBe(0);
    await logged("Stopped");
  });

  it("exits at once with the second signal", async () => {
    const storage = await startStorage();
    const { child, exit, url, logged } = startServer({ ...environment, STORAGE_EMULATOR_HOST: storage.url });
    const underWay = push(await url()).catch((error: unknown) => error);
    await storage.asked;
    child.kill("SIGTERM");
    await logged("SIGTERM");
    child.kill("SIGTERM");
    expect(await exit).toBe(1);
    expect(await underWay).toBeInstanceOf(Error);
  });
});
