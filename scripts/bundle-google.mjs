// Bundles Google's clients, for `dist` alone: a command waits while Node looks for, reads and compiles what it imports, and
// as packages those are 800 files. Each file of packages/ stays where it is, and what they share lies beside them.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { licensesText, partsOf } from "./image-parts.ts";
import { requireBanner } from "../src/library/own-model/require-banner.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = "dist/provision/google/packages";

const leaner = {
  name: "leaner",
  setup({ onResolve, onLoad }) {
    // Some clients bring a runtime of their own, and then take ours, which is handed to them.
    onResolve({ filter: /^google-gax$/ }, () => ({
      path: join(root, "node_modules/google-gax/build/src/index.js"),
    }));
    // Classes of messages, which nothing here uses: requests are plain objects.
    onLoad({ filter: /\/google-gax\/build\/protos\/(iam_service|locations)\.js$/ }, () => ({ contents: "" }));
    // JSON is read quicker as JSON than as JavaScript.
    onLoad({ filter: /\/build\/protos\/[^/]*\.json$/ }, ({ path }) => {
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
  chunkNames: "shared/[name]-[hash]",
  bundle: true,
  splitting: true,
  platform: "node",
  format: "esm",
  target: "node22",
  // Names stay, for stacks and for what asks a class for its own.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  banner: { js: requireBanner },
  plugins: [leaner],
  metafile: true,
  logLevel: "warning",
});
const outputs = Object.values(metafile.outputs);
const parts = partsOf(
  outputs.flatMap(({ inputs }) => Object.keys(inputs)),
  root,
);
writeFileSync(join(root, packages, "licenses.txt"), licensesText(parts));
const kilobytes = outputs.reduce((total, { bytes }) => total + bytes, 0) / 1000;
console.log(`${packages}: ${outputs.length} files, ${Math.round(kilobytes)} kB`);
