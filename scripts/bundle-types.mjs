// Puts the types of cloud-runner/model into dist/types, with danfo's among them: who installs the package has no danfo.
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(root, "dist/types");
const danfo = join(root, "node_modules/danfojs-node");

const args = [join(root, "node_modules/typescript/bin/tsc"), "-p", join(root, "tsconfig.types.json")];
const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);

const isTypes = (path) => !/\.[^/]*$/.test(path.slice(path.lastIndexOf("/"))) || path.endsWith(".d.ts");
for (const part of ["danfojs-base", "danfojs-node"]) {
  cpSync(join(danfo, "dist", part), join(target, "danfo", part), { recursive: true, filter: isTypes });
}
writeFileSync(
  join(target, "danfo", "index.d.ts"),
  ["DataFrame", "Series"]
    .map(
      (name) =>
        `export { default as ${name} } from "./danfojs-node/src/core/${name === "Series" ? "series" : "frame"}";\n`,
    )
    .join(""),
);

// danfo's files name each other without extensions, which only CommonJS may.
writeFileSync(join(target, "danfo", "package.json"), '{ "type": "commonjs" }\n');

// Every version of TypeScript finds `x.d.ts` for `x.js`; for `x.ts` only the newest does.
for (const name of readdirSync(join(target, "model"), { recursive: true, encoding: "utf8" })) {
  if (!name.endsWith(".d.ts")) continue;
  const path = join(target, "model", name);
  const frames = relative(dirname(path), join(target, "danfo", "index.js")).replaceAll("\\", "/");
  const text = readFileSync(path, "utf8")
    .replaceAll('"danfojs-node"', JSON.stringify(frames))
    .replaceAll(/(from "\.{1,2}\/[^"]*)(?<!\.d)\.ts"/g, '$1.js"');
  writeFileSync(path, text);
}
