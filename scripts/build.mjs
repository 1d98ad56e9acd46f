// Bundles the command line to dist/bundle/, the container's files to dist/image/ and pages to dist/pages/, and writes the types to
// dist/types/.
// What a former build left is removed first.
import { rmSync } from "node:fs";
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
rmSync("dist", { recursive: true, force: true });
await Promise.all([
  // Bundles read the sources alone. The compiler has no use for the second processor: with threads it checks much twice.
  run("scripts/bundle-image.mjs"),
  run("scripts/bundle-commands.mjs"),
  run("--disable-warning=ExperimentalWarning", "scripts/man-page.ts"),
  run("scripts/bundle-pages.mjs"),
  run("node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json", "--singleThreaded").then(() =>
    run("scripts/bundle-types.mjs"),
  ),
]);

/** Ends the whole build when a step of it fails. */
function run(...args) {
  return new Promise((resolve) => {
    spawn(process.execPath, args, { stdio: "inherit" }).once("exit", (status) => {
      if (status !== 0) process.exit(status ?? 1);
      resolve();
    });
  });
}
