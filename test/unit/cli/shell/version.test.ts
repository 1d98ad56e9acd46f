import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { main } from "../../../../src/cli/main.ts";
import { fakeIo } from "../support.ts";

it("says as data what runs, and on what", async () => {
  const packageFolder = mkdtempSync(join(tmpdir(), "cloud-runner-test-"));
  writeFileSync(
    join(packageFolder, "package.json"),
    JSON.stringify({ name: "cloud-runner", version: "7.8.9" }),
  );
  const io = { ...fakeIo(), packageFolder, nodeVersion: "24.0.1", platform: "darwin" };
  expect(await main(["--version", "--json"], io)).toBe(0);
  expect(JSON.parse(io.out())).toEqual({
    schemaVersion: 1,
    name: "cloud-runner",
    version: "7.8.9",
    node: "24.0.1",
    platform: "darwin",
    arch: process.arch,
    // Never built.
    image: null,
    models: ["auto", "prophet", "mstl", "ets", "theta", "seasonal-naive", "naive"],
  });
});

it("knows the digest of what the container holds, once that is built", async () => {
  const io = fakeIo();
  expect(await main(["--json", "-V"], io)).toBe(0);
  expect((JSON.parse(io.out()) as { image: string }).image).toMatch(/^sha256:[0-9a-f]{64}$/);
});
