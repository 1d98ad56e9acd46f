// Bundles the container's code into dist/image: all that the image holds, with no node_modules beside it.
// The same sources give the same bytes, so the digest in image.json shows whether there is anything new to deploy.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { licensesText, partsOf, sbom } from "./image-parts.ts";
import { requireBanner } from "../src/library/own-model/require-banner.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(root, "dist/image");
/** As esbuild names files, on every system. */
const nameOf = (path) => relative(root, path).split(sep).join("/");
const stub = (name) => join(root, "scripts/image-stubs", name);
const absent = stub("absent.cjs");

// No file may be reached both by an alias and by a plugin: esbuild treats it as the first of them says, and which is
// first changes from run to run.

// danfo loads readers of Excel and JSON, a plotter and more on import; the model uses its frames alone. That is 5.3 of
// 5.5 MB and most of the start: 760 ms become 13.
const danfoLeavesOut = {
  "plotly.js-dist-min": absent,
  "node-fetch": absent,
  request: absent,
  "stream-json/streamers/StreamArray": absent,
  "stream-json": absent,
  papaparse: absent,
  table: absent,
  xlsx: absent,
  mathjs: stub("mathjs.cjs"),
};

/**
 * zod carries its messages in fifty languages, 260 kB. Of an imported `{ z }` esbuild would have to keep the rest whole,
 * so only `import * as z from "zod"` finds what it asks for here: half of the rest is left out too.
 */
const oneLanguage = {
  name: "one-language",
  setup({ onResolve }) {
    onResolve({ filter: /^zod$/ }, ({ importer }) =>
      /[\\/]own[\\/]authoring\.ts$/.test(importer)
        ? { path: "./model-zod.mjs", external: true }
        : { path: join(root, "node_modules/zod/v4/classic/external.js") },
    );
    onResolve({ filter: /[\\/]locales[\\/]index\.js$/ }, ({ importer }) =>
      /[\\/]node_modules[\\/]zod[\\/]/.test(importer) ? { path: stub("no-languages.mjs") } : undefined,
    );
  },
};

const serverEntries = { server: "src/runtime/server.ts", job: "src/runtime/job.ts" };

/** What the service loads lazily but in any case, in this order; after it comes what few inputs need. */
const always = ["src/runtime/app.ts", "src/runtime/forecast/forecast-input.ts"];

/**
 * esbuild makes a chunk of what the same files share: a dozen small ones, and each takes a millisecond to load. Here
 * each lazy file imports all that is loaded before it in any case, so that this is one chunk, and the job imports it too.
 * @param first what the server imports itself
 */
const fewChunks = ({ lazy, first }) => ({
  name: "few-chunks",
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const name = nameOf(path);
      if (!lazy.includes(name) && name !== serverEntries.job) return undefined;
      const before = [...first, ...always.slice(0, always.includes(name) ? always.indexOf(name) : undefined)];
      const imports = before.map((each) => `import ${JSON.stringify(join(root, each))};\n`);
      return { contents: [readFileSync(path, "utf8"), ...imports].join(""), loader: "ts" };
    });
  },
});

/** Built apart, so that the server does not wait for code that only the worker needs, and the other way round. */
async function bundle(name, alias, entryPoints = { [name]: `src/runtime/${name}.ts` }, plugins = []) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints,
    outdir: "dist/image",
    outExtension: { ".js": ".mjs" },
    chunkNames: `${name}-[name]-[hash]`,
    bundle: true,
    // What is imported lazily becomes a file of its own, read when it is needed.
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node24",
    minify: true,
    // They stand in licenses.txt, in full.
    legalComments: "none",
    banner: { js: requireBanner },
    alias,
    plugins: [oneLanguage, ...plugins],
    // Without a comment that names them: only src/runtime/stack-reader.ts reads them, when there is an error to log.
    sourcemap: "external",
    sourcesContent: false,
    write: false,
    metafile: true,
    logLevel: "warning",
  });
  return {
    files: outputFiles
      .filter(({ path }) => !path.endsWith(".map") || isOurs(metafile.outputs[nameOf(path.slice(0, -4))]))
      .map((file) => [basename(file.path), Buffer.from(file.contents)]),
    sources: Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs)),
    /** Sources of ours that the entry of that name imports. */
    first: metafile.inputs[entryPoints[name]].imports.flatMap(({ kind, path }) =>
      kind === "import-statement" && path.startsWith("src/") ? path : [],
    ),
    /** Sources of ours that are imported lazily. */
    lazy: Object.values(metafile.inputs)
      .flatMap(({ imports }) => imports.filter(({ kind }) => kind === "dynamic-import"))
      .flatMap(({ path }) => (path.startsWith("src/") ? path : [])),
  };
}

/** A map of packages alone would be most of all maps, and nobody looks for a fault there first. */
const isOurs = ({ inputs }) => Object.keys(inputs).some((source) => source.startsWith("src/"));

const storageLeavesOut = { "html-entities": stub("html-entities.ts") };
const bundleServer = (...plugins) => bundle("server", storageLeavesOut, serverEntries, plugins);
// Together, or the image would have most of it twice.
const server = await bundleServer(fewChunks(await bundleServer()));
// What a model of the user's own imports as cloud-runner/model shares its code with the worker.
const worker = await bundle("worker", danfoLeavesOut, {
  worker: "src/runtime/worker.ts",
  "model-api": "src/model/own/authoring.ts",
});
// All of zod, for schemas that are not known here: apart, so that the worker does without what it does not use itself.
const zod = await bundle("model-zod", {}, { "model-zod": "node_modules/zod/v4/classic/external.js" });
const parts = partsOf([...server.sources, ...worker.sources, ...zod.sources], root);
const { license } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const files = new Map(
  [
    ...server.files,
    ...worker.files,
    ...zod.files,
    ["licenses.txt", Buffer.from(licensesText(parts))],
    ["sbom.json", Buffer.from(`${JSON.stringify(sbom(parts, license), undefined, 2)}\n`)],
  ].sort(([a], [b]) => (a < b ? -1 : 1)),
);
const digests = Object.fromEntries([...files].map(([name, content]) => [name, sha256(content)]));
const revision = commit();
const image = {
  digest: `sha256:${sha256(JSON.stringify(digests))}`,
  ...(revision === undefined ? {} : { revision }),
  files: digests,
};

/** The commit that is built, for the image's label; none in a folder that is no repository. */
function commit() {
  if (!existsSync(join(root, ".git"))) return undefined;
  const args = ["describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"];
  const { status, stdout } = spawnSync("git", args, { cwd: root, encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}

function sha256(content) {
  return createHash("sha256").update(content).digest("hex");
}

// Instances of the local cloud may be running from this folder, so nothing is touched that stays as it is.
files.set("image.json", Buffer.from(`${JSON.stringify(image, undefined, 2)}\n`));
mkdirSync(target, { recursive: true });
for (const [name, content] of files) {
  const path = join(target, name);
  if (!isSame(path, content)) writeFileSync(path, content);
}
for (const name of readdirSync(target)) {
  if (!files.has(name)) rmSync(join(target, name), { recursive: true });
}

function isSame(path, content) {
  try {
    return readFileSync(path).equals(content);
  } catch {
    return false;
  }
}

const kilobytes = [...files.values()].reduce((total, { length }) => total + length, 0) / 1000;
console.log(`dist/image: ${files.size} files, ${Math.round(kilobytes)} kB, ${image.digest.slice(0, 19)}`);
