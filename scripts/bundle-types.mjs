// Keeps of the types in dist/types what those of cloud-runner and cloud-runner/model name, and puts danfo's among them,
// since who installs the package has no danfo.
import { cpSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(root, "dist/types");
const danfo = join(root, "node_modules/danfojs-node");

const isTypes = (path) => !basename(path).includes(".") || path.endsWith(".d.ts");
const named = (path) => path.split(sep).join("/");
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

const reached = new Set();
for (const queue = ["index.d.ts", "model/own/authoring.d.ts"]; queue.length > 0; ) {
  const name = queue.pop();
  if (reached.has(name)) continue;
  reached.add(name);
  const path = join(target, name);
  const frames = named(relative(dirname(path), join(target, "danfo", "index.js")));
  // Every version of TypeScript finds `x.d.ts` for `x.js`; for `x.ts` only the newest does.
  const text = readFileSync(path, "utf8")
    .replaceAll('"danfojs-node"', JSON.stringify(frames))
    .replaceAll(/((?:from|import)\(?\s*"\.{1,2}\/[^"]*)(?<!\.d)\.ts"/g, '$1.js"');
  writeFileSync(path, text);
  for (const [, other] of text.matchAll(/(?:from|import)\(?\s*"(\.[^"]*)\.js"/g)) {
    const next = named(relative(target, join(dirname(path), `${other}.d.ts`)));
    if (!next.startsWith("danfo")) queue.push(next);
  }
}
// What lies in a folder comes before the folder.
for (const name of readdirSync(target, { recursive: true, encoding: "utf8" }).toSorted().toReversed()) {
  const path = join(target, name);
  if (name.startsWith("danfo") || reached.has(named(name))) continue;
  if (name.endsWith(".d.ts")) rmSync(path);
  else if (readdirSync(path).length === 0) rmdirSync(path);
}
