// What Cloud Logging shows of a fault in the image, which is minified: the error's class, and lines of the sources.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
let image: string;
beforeEach(async () => {
  image = await mkdtemp(join(tmpdir(), "cloud-runner-image-"));
  await cp(join(root, "dist/image"), image, { recursive: true });
});
afterEach(() => rm(image, { recursive: true, force: true }));

interface Line {
  severity: string;
  message: string;
  error?: { name: string };
  stack_trace?: string;
}

/** Starts the image's server, which is to end by itself. */
async function logOfServer(): Promise<Line[]> {
  const server = spawn(process.execPath, [join(image, "server.mjs")], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      PORT: "0",
      HOST: "127.0.0.1",
      K_SERVICE: "errors",
      K_REVISION: "errors-00001",
      K_CONFIGURATION: "errors",
      GOOGLE_CLOUD_PROJECT: "cloud-runner-local",
      INPUT_BUCKET: "in",
      OUTPUT_BUCKET: "out",
      FORECAST_DEFAULTS: "{}",
      STORAGE_EMULATOR_HOST: "http://127.0.0.1:9",
    },
  });
  const [written, [code]] = await Promise.all([text(server.stdout), once(server, "exit")]);
  expect(code).toBe(1);
  return written
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

/** The lines of the sources that a stack names. */
async function sourceLines(stack: string): Promise<string[]> {
  const places = [...stack.matchAll(/ (src\/\S+\.ts):(\d+):\d+$/gm)];
  return Promise.all(
    places.map(async ([, file, line]) =>
      (await readFile(join(root, file!), "utf8")).split("\n")[Number(line) - 1]!.trim(),
    ),
  );
}

it("names class and source line of what a worker and the server fail by", async () => {
  await writeFile(join(image, "model.json"), JSON.stringify({ file: "my-model.ts", name: "mine" }));
  await writeFile(join(image, "model.mjs"), "export default {};\n");
  const log = await logOfServer();
  const worker = log.find(({ severity }) => severity === "ERROR");
  expect(worker?.message).toContain("my-model.ts exports no model");
  expect(worker?.stack_trace).toMatch(/^ +at src\/runtime\/workers\/load-own-model\.ts:\d+:\d+$/m);
  expect(await sourceLines(worker!.stack_trace!)).toContainEqual(
    expect.stringContaining("throw new Error(`${file} exports no model"),
  );
  expect(log.find(({ severity }) => severity === "CRITICAL")).toMatchObject({
    message: expect.stringContaining("The warm-up failed") as string,
    error: { name: "ForecasterError" },
  });
});

it("logs what nobody catches as one line, and ends with 1", async () => {
  await appendFile(join(image, "server.mjs"), '\nsetTimeout(() => { throw new RangeError("boom"); });\n');
  expect(await logOfServer()).toContainEqual(
    expect.objectContaining({
      severity: "CRITICAL",
      message: "The container failed: boom",
      error: { name: "RangeError", message: "boom" },
    }),
  );
});
