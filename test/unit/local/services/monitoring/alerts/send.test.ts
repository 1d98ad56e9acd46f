import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../../../../../src/core/clock.ts";
import { tell } from "../../../../../../src/local/services/monitoring/alerts/send.ts";

it("writes each alert into a file once, on a line of its own, whatever was there", async () => {
  const projectFolder = mkdtempSync(join(tmpdir(), "alerts-"));
  onTestFinished(() => rmSync(projectFolder, { recursive: true }));
  const stateFolder = join(projectFolder, ".cloud-runner");
  mkdirSync(stateFolder);
  const file = join(projectFolder, "alerts.jsonl");
  const channel = { type: "local_file", labels: { path: "./alerts.jsonl" } };
  const senders = { clock: systemClock, report: () => {}, projectFolder, stateFolder };
  const write = (body: string) => tell(channel, body, senders, new AbortController().signal);
  // More than is looked at, and cut short.
  writeFileSync(file, `${"x".repeat(2_000_000)}{"half`);
  await write('{"open":1}');
  await write('{"closed":1}');
  await write('{"open":1}');
  expect(readFileSync(file, "utf8").slice(1_999_999)).toBe('x{"half\n{"open":1}\n{"closed":1}\n');
});

it("leaves alone what something else reads, also where a link leads there", async () => {
  const projectFolder = mkdtempSync(join(tmpdir(), "alerts-"));
  onTestFinished(() => rmSync(projectFolder, { recursive: true }));
  const stateFolder = join(projectFolder, ".cloud-runner");
  mkdirSync(stateFolder);
  mkdirSync(join(projectFolder, ".git"));
  writeFileSync(join(projectFolder, "cloud-runner.json"), "{}\n");
  writeFileSync(join(projectFolder, ".git/config"), "[core]\n");
  symlinkSync(".git", join(projectFolder, "logs"));
  const senders = { clock: systemClock, report: () => {}, projectFolder, stateFolder };
  for (const path of ["./cloud-runner.json", "./logs/config"]) {
    const channel = { type: "local_file", labels: { path } };
    const told = tell(channel, "{}", senders, new AbortController().signal);
    await expect(told).rejects.toThrow(`${path} is a file that something else reads`);
  }
  expect(readFileSync(join(projectFolder, "cloud-runner.json"), "utf8")).toBe("{}\n");
  expect(readFileSync(join(projectFolder, ".git/config"), "utf8")).toBe("[core]\n");
});
