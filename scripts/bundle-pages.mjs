// Bundles the pages that run in a browser into dist/pages: of each one script and one style sheet, with all that they import.
// What draws PNG pictures is put into dist/pictures.
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { minify } from "terser";
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
  // What a mailed report may meet. These have all of ES2023, which src/page/tsconfig.json allows.
  target: ["chrome110", "firefox115", "safari16.4"],
  inject: ["src/page/elements.ts"],
  tsconfigRaw: { compilerOptions: { jsx: "react", jsxFactory: "h", jsxFragmentFactory: "Fragment" } },
  plugins: [withoutUnusedLines()],
  legalComments: "none",
  // A script inside of a page must not end it.
  charset: "ascii",
  metafile: true,
  logLevel: "warning",
});

const outputs = Object.values(metafile.outputs);
for (const page of pages) await minifyMore(join(root, target, `${page}.js`));
mkdirSync(join(root, target), { recursive: true });
const parts = partsOf(
  outputs.flatMap(({ inputs }) => Object.keys(inputs)),
  root,
);
writeFileSync(join(root, target, "licenses.txt"), licensesText(parts));
for (const page of pages) {
  const html = join(root, `src/page/${page}/index.html`);
  if (existsSync(html)) copyFileSync(html, join(root, target, `${page}.html`));
}
const pictures = {
  "resvg.wasm": "node_modules/@resvg/resvg-wasm/index_bg.wasm",
  "DejaVuSans.ttf": "node_modules/dejavu-fonts-ttf/ttf/DejaVuSans.ttf",
  "DejaVuSans-Bold.ttf": "node_modules/dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf",
};
mkdirSync(join(root, "dist/pictures"), { recursive: true });
for (const [name, path] of Object.entries(pictures))
  copyFileSync(join(root, path), join(root, "dist/pictures", name));
writeFileSync(join(root, "dist/pictures/licenses.txt"), licensesText(partsOf(Object.values(pictures), root)));

for (const path of Object.keys(metafile.outputs))
  console.log(`${path}: ${Math.round(statSync(join(root, path)).size / 1000)} kB`);

/** What esbuild has made small becomes smaller by 2 kB: it looks at a line, and terser at whole functions. */
async function minifyMore(path) {
  const { code } = await minify(readFileSync(path, "utf8"), {
    compress: { passes: 2 },
    ecma: 2020,
    format: { ascii_only: true, inline_script: true },
  });
  writeFileSync(path, code);
}

/** Leaves out of uPlot what no page uses, legends, dates on the reader's clock, other lines: esbuild keeps it, since the class names it. */
function withoutUnusedLines() {
  const lines = [
    ["(paths.stepped = stepped);", ""],
    ["(paths.bars    = bars);", ""],
    ["(paths.spline  = monotoneCubic);", ""],
    ["uPlot.join = join;", ""],
    ["uPlot.tzDate  = tzDate;", ""],
    ["uPlot.fmtDate = fmtDate;", ""],
    ["const showLegend = legend.show;", "const showLegend = false;"],
    ["let isTime = sc.time;", "let isTime = false;"],
    ["let isTime = mode == 1 && scales[s.scale].time;", "let isTime = false;"],
    [/const \[ timeIncrs.*\] = genTimeStuffs\(.*\);/g, ""],
    [/const _time(AxisSplits|AxisVals|SeriesVal) .*;/g, ""],
  ];
  return {
    name: "without-unused-lines",
    setup(bundler) {
      bundler.onLoad({ filter: /uPlot\.esm\.js$/ }, ({ path }) => {
        const source = readFileSync(path, "utf8");
        const missing = lines.find(([line]) => source.replace(line, "") === source);
        if (missing !== undefined)
          throw new Error(`${path} has no line ${missing[0]} any more: look at what it has.`);
        const contents = lines.reduce((text, [line, by]) => text.replaceAll(line, by), source);
        return { contents, loader: "js" };
      });
    },
  };
}
