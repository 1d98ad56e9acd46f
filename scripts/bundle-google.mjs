// Bundles Google's clients into dist/provision/google/packages, one file for each and what they share: Node would look for,
// read and compile 800 files before the first request of a command goes out.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { licensesText, partsOf } from "./image-parts.ts";
import { requireBanner } from "../src/library/own-model/require-banner.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = "dist/provision/google/packages";

const lean = {
  name: "lean",
  setup({ onResolve, onLoad }) {
    // Several packages carry a runtime and an auth library of their own. A client gets its runtime from us anyway.
    onResolve({ filter: /^(google-gax|google-auth-library)$/ }, ({ path }) => ({
      path: join(root, "node_modules", path, "build/src/index.js"),
    }));
    // Classes of all messages, for those who write them in TypeScript. Requests are plain objects here.
    onLoad({ filter: /\/google-gax\/build\/protos\/(iam_service|locations)\.js$/ }, () => ({
      contents: "",
    }));
    // JSON.parse is quicker than JavaScript.
    onLoad({ filter: /\/protos\/.*\.json$/ }, ({ path }) => {
      const text = JSON.stringify(JSON.parse(readFileSync(path, "utf8")));
      return { contents: `module.exports = JSON.parse(${JSON.stringify(text)});`, loader: "js" };
    });
  },
};

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: [`${packages}/*.js`],
  outdir: packages,
  allowOverwrite: true,
  bundle: true,
  splitting: true,
  chunkNames: "shared/[hash]",
  platform: "node",
  format: "esm",
  target: "node22",
  legalComments: "none",
  minify: process.argv.includes("min"),
  banner: { js: requireBanner },
  plugins: [lean],
  metafile: true,
  logLevel: "warning",
});
const sources = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
if (process.argv.includes("lic"))
  writeFileSync(join(root, packages, "licenses.txt"), licensesText(partsOf(sources, root)));
if (process.argv.includes("size"))
  for (const [k, v] of Object.entries(metafile.outputs).sort((a, b) => b[1].bytes - a[1].bytes))
    console.log(
      v.bytes,
      k,
      Object.entries(v.inputs)
        .sort((a, b) => b[1].bytesInOutput - a[1].bytesInOutput)
        .slice(0, 4)
        .map(([n, i]) => n.replace("node_modules/", "") + ":" + i.bytesInOutput)
        .join(" "),
    );
