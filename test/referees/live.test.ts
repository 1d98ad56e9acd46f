// `npm run live` as an owner runs it, in real processes, on a local cloud of its own. Takes the build.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

it("finds that every assumption holds on the local cloud, writes a report for the owner alone, and leaves nothing", async () => {
  const folder = await mkdtemp(join(tmpdir(), "live-"));
  try {
    const main = fileURLToPath(new URL("../live/main.ts", import.meta.url));
    const args = [main, "--local", "--all", "--report", join(folder, "report.md")];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder });
    expect(stdout).toMatch(/^(\d+) of \1 assumptions hold/);
    const report = await readFile(join(folder, "report.md"), "utf8");
    expect(report).toContain("## holds: ");
    expect((await stat(join(folder, "report.md"))).mode & 0o077).toBe(0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
