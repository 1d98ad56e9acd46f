// The container's code as it is built, in instances each of which has a clock of its own that is wrong, and steps.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const builtServer = fileURLToPath(new URL("../../dist/image/server.mjs", import.meta.url));

/** Makes a folder that the local cloud takes for an image. Offsets are up to `wrongMs` either way. */
export async function writeImage(folder: string, seed: number, wrongMs: number): Promise<string> {
  const imageDir = join(folder, "image");
  await mkdir(imageDir);
  const server = `
import { appendFileSync, statSync } from "node:fs";
import { createHash } from "node:crypto";
const starts = new URL("./starts", import.meta.url);
appendFileSync(starts, ".");
const start = statSync(starts).size;
const wrong = (step) =>
  (createHash("sha256").update(JSON.stringify([${seed}, "instance clock", start, step])).digest().readUInt32BE(0) / 2 ** 31 - 1) * ${wrongMs};
const now = Date.now;
let skew = wrong(0);
Date.now = () => Math.round(now() + skew);
setTimeout(() => (skew = wrong(1)), 3000).unref();
await import(${JSON.stringify(builtServer)});
`;
  await writeFile(join(imageDir, "server.mjs"), server);
  return imageDir;
}
