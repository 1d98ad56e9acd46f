// Bundles the pages that run in a browser into dist/pages: of each one script and one style sheet, with all that they import.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { licensesText, partsOf } from "./image-parts.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = "dist/pages";
const pages = ["report", "console"].filter((page) => existsSync(join(root, `src/page/${page}/main.tsx`)));

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: Object.fromEntries(pages.map((page) => [page, `src/page/${page}/main.tsx`])),
  outdir: target,
  bundle: true,
  minify: true,
  platform: "browser",
  format: "iife",
  // Where the pages have been seen to run, and what a mailed report may meet.
  target: ["chrome100", "firefox113", "safari16.4"],
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "none",
  // A script inside of a page must not end it.
  charset: "ascii",
  metafile: true,
  logLevel: "warning",
});

const outputs = Object.values(metafile.outputs);
mkdirSync(join(root, target), { recursive: true });
const parts = partsOf(
  outputs.flatMap(({ inputs }) => Object.keys(inputs)),
  root,
);
writeFileSync(join(root, target, "licenses.txt"), licensesText(parts));
for (const [path, { bytes }] of Object.entries(metafile.outputs))
  console.log(`${path}: ${Math.round(bytes / 1000)} kB`);
