import { realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { userCacheFolder } from "./src/core/user/own-folder.ts";
import { LongestFirst } from "./test/support/longest-first.ts";

// The sources, so that what an example throws is what the sources catch; node itself would take the build.
const alias = { "cloud-runner/model": fileURLToPath(new URL("src/model/own/authoring.ts", import.meta.url)) };

// Processes that tests start from the sources take half the time to load with what Node compiled of them before.
const env = { NODE_COMPILE_CACHE: userCacheFolder(process.env) };

// By its real path: macOS has a link there, and Windows a short name, neither of which programs tell of.
const temporary = realpathSync.native(tmpdir());
for (const name of ["TMPDIR", "TEMP", "TMP"]) process.env[name] = temporary;

// Commands are shown for a POSIX shell, also where the tests run in another: tests of the others say which they mean.
process.env["SHELL"] ||= "/bin/sh";

// The key of local clouds that tests start; those of whoever runs the tests have another.
process.env["XDG_STATE_HOME"] = join(temporary, `cloud-runner-tests-${process.geteuid?.() ?? ""}`);

const project = (name: string, extra: Record<string, unknown> = {}) => ({
  resolve: { alias },
  // Of bundles that a test makes Vite misses the sources, which is no concern of the test.
  logLevel: "error" as const,
  test: { name, include: [`test/${name}/**/*.test.ts`], environment: "node", ...extra },
});

export default defineConfig({
  test: {
    // Wire tests mostly wait, and end-to-end tests for real processes: two cores have room for four files at once.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    reporters: ["default", "./test/support/summary-reporter.ts"],
    projects: [
      // Modules keep no state and no test changes one, so files share them: loading Google's clients anew for each of 170
      // files took a minute.
      project("unit", { testTimeout: 20_000, isolate: false, env }),
      project("wire", { testTimeout: 30_000, hookTimeout: 30_000, isolate: false, env }),
      project("e2e", { testTimeout: 180_000, hookTimeout: 60_000 }),
      // Each of fifty commands five times, in terminals: two minutes, and one file, since all share a stack.
      project("screens", { testTimeout: 180_000, hookTimeout: 120_000 }),
      // Installs from the npm registry, so it is not a part of `npm test`.
      project("packed", { testTimeout: 300_000, hookTimeout: 600_000 }),
      // Google's own tools against the local cloud; each suite skips where its tool is absent.
      project("referees", { testTimeout: 180_000, hookTimeout: 60_000, fileParallelism: false }),
      // Pages in a real browser; skips and says so where there is none.
      project("browser", { testTimeout: 60_000, hookTimeout: 60_000, fileParallelism: false }),
      project("docker", { testTimeout: 600_000, hookTimeout: 600_000, fileParallelism: false }),
    ],
  },
});
