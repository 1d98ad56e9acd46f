// Compiles src/ to dist/, bundles Google's clients there, and the container's files to dist/image/. What a former build
// left is removed first.
import { rmSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
rmSync("dist", { recursive: true, force: true });
for (const args of [
  ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"],
  ["scripts/bundle-google.mjs"],
  ["scripts/bundle-image.mjs"],
  ["scripts/bundle-types.mjs"],
]) {
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
