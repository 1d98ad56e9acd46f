// Bundles the command line, the library and the local cloud into dist/bundle, with all that they import: a command waits
// while Node looks for, reads and compiles that, and as packages it is 1100 files. What is imported lazily stays so.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { licensesText, partsOf } from "./image-parts.ts";
import { requireBanner } from "../src/library/own-model/require-banner.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// All files of ours lie in this one folder, so that whatever they are put together from, paths from them are the same.
const target = "dist/bundle";

const options = {
  absWorkingDir: root,
  bundle: true,
  splitting: true,
  platform: "node",
  format: "esm",
  target: "node22",
  // Names stay, for stacks and for what asks a class for its own.
  minifySyntax: true,
  legalComments: "none",
  banner: { js: requireBanner },
  metafile: true,
  logLevel: "warning",
};

/**
 * The clients import this package of CommonJS when there is a proxy, and take a name of it. A file of its own, as it becomes
 * here, would have a default export alone.
 */
const behindProxy = {
  name: "behind-proxy",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^https-proxy-agent$/ }, ({ kind, resolveDir }) =>
      kind === "dynamic-import"
        ? { path: "https-proxy-agent", namespace: "behind-proxy", pluginData: resolveDir }
        : undefined,
    );
    onLoad({ filter: /.*/, namespace: "behind-proxy" }, ({ pluginData }) => ({
      contents: 'export { HttpsProxyAgent } from "https-proxy-agent";',
      resolveDir: pluginData,
    }));
  },
};

const leaner = {
  name: "leaner",
  setup({ onResolve, onLoad }) {
    // Some clients bring a runtime of their own, and then take ours, which is handed to them.
    onResolve({ filter: /^google-gax$/ }, () => ({
      path: join(root, "node_modules/google-gax/build/src/index.js"),
    }));
    // Classes of messages, which nothing here uses: requests are plain objects.
    onLoad({ filter: /[\\/]google-gax[\\/]build[\\/]protos[\\/](iam_service|locations)\.js$/ }, () => ({
      contents: "",
    }));
    // JSON is read quicker as JSON than as JavaScript.
    onLoad({ filter: /[\\/]build[\\/]protos[\\/][^\\/]*\.json$/ }, ({ path }) => {
      const text = JSON.stringify(JSON.parse(readFileSync(path, "utf8")));
      return { contents: `module.exports = JSON.parse(${JSON.stringify(text)});`, loader: "js" };
    });
  },
};

const apart = {
  name: "apart",
  setup({ onResolve }) {
    onResolve({ filter: /\/packages\/[^/]*\.ts$/ }, ({ path, importer }) =>
      /[\\/]provision[\\/]google[\\/][^\\/]*$/.test(importer)
        ? { path: `./google/${basename(path, ".ts")}.js`, external: true }
        : undefined,
    );
    // zod carries its messages in fifty languages, of which English is imported by itself.
    onResolve({ filter: /\/locales\/index\.js$/ }, ({ importer }) =>
      /[\\/]node_modules[\\/]zod[\\/]/.test(importer)
        ? { path: join(root, "scripts/image-stubs/no-languages.mjs") }
        : undefined,
    );
  },
};

const [google, own] = await Promise.all([
  build({
    ...options,
    entryPoints: ["src/provision/google/packages/*.ts"],
    outdir: `${target}/google`,
    chunkNames: "shared/[name]-[hash]",
    // Lines are long, for compiled code of others is not looked at.
    minifyWhitespace: true,
    plugins: [behindProxy, leaner],
  }),
  build({
    ...options,
    entryPoints: {
      cli: "src/cli/main.ts",
      index: "src/index.ts",
      // Before all others, so that they are read from it.
      "compile-cache": "src/core/user/compile-cache.ts",
      "local-cloud": "src/local/main.ts",
      // Reads large files for the console.
      "console-reader": "src/console/reader/main.ts",
      // The storm of test/chaos starts it with a clock of its own.
      "start-local-cloud": "src/local/cloud.ts",
    },
    outdir: target,
    // It brings a program of its own, which it looks for beside itself.
    external: ["esbuild"],
    // Of an imported `{ z }` all of zod would have to be kept; this has the same without it.
    alias: { zod: join(root, "node_modules/zod/v4/classic/external.js") },
    plugins: [behindProxy, apart],
  }),
]);
mkdirSync(join(root, target), { recursive: true });
// By themselves: every instance of the local cloud loads one of them first.
for (const file of ["lifeline.js", "guard.js", "sitecustomize.py"])
  copyFileSync(join(root, "src/local/instance", file), join(root, target, file));

const outputs = [google, own].flatMap(({ metafile }) => Object.values(metafile.outputs));
const parts = partsOf(
  outputs.flatMap(({ inputs }) => Object.keys(inputs)),
  root,
);
writeFileSync(join(root, target, "licenses.txt"), licensesText(parts));
const kilobytes = outputs.reduce((total, { bytes }) => total + bytes, 0) / 1000;
console.log(`${target}: ${outputs.length} files, ${Math.round(kilobytes)} kB`);
