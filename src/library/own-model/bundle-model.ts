// A model of the user's own, with all that it imports, as one file for the image. What it imports as cloud-runner/model
// stays outside: the image has it beside the worker, so that both know the same DataFrame.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { BuildFailure, Message, Plugin } from "esbuild";
import { ConfigError } from "../../core/errors.ts";
import { imageFolder } from "../local-cloud/build-id.ts";
import { requireBanner } from "./require-banner.ts";

export interface BundledModel {
  code: string;
  /** Its source map, with paths from the project folder. */
  map: string;
}

/** What the bundle imports it as. */
export const apiFile = "./model-api.mjs";

export const apiPath = (packageFolder: string): string => join(imageFolder(packageFolder), apiFile);

/**
 * @param file path from the project folder
 * @throws ConfigError that names file and line
 */
export async function bundleModel(
  folder: string,
  file: string,
  packageFolder: string,
): Promise<BundledModel> {
  const { build } = await import("esbuild");
  const api = (await import(pathToFileURL(apiPath(packageFolder)).href)) as object;
  try {
    const { outputFiles, warnings } = await build({
      absWorkingDir: folder,
      entryPoints: [join(folder, file)],
      outfile: join(folder, "model.mjs"),
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node24",
      // As it was written, so that what it throws can be read.
      minify: false,
      legalComments: "inline",
      sourcemap: "external",
      sourcesContent: false,
      banner: { js: requireBanner },
      plugins: [modelApi(Object.keys(api))],
      write: false,
      logLevel: "silent",
    });
    // In TypeScript it may be a type that is imported, so this alone is no error to the bundler.
    const absent = warnings.filter(({ id }) => id === "import-is-undefined");
    if (absent.length > 0) throw Object.assign(new Error("An import is undefined"), { errors: absent });
    const textOf = (suffix: string) => outputFiles.find(({ path }) => path.endsWith(suffix))!.text;
    return { code: `${textOf("model.mjs")}//# sourceMappingURL=model.mjs.map\n`, map: textOf(".map") };
  } catch (error) {
    throw notBundled(file, error as BuildFailure);
  }
}

/** danfo too, wherever it is imported from: npm's would bring tensorflow, and frames that the worker does not know. */
function modelApi(names: readonly string[]): Plugin {
  const namespace = "cloud-runner-model";
  const frames = names.filter((name) => ["DataFrame", "Series"].includes(name));
  return {
    name: namespace,
    setup(bundler) {
      bundler.onResolve({ filter: /^(cloud-runner\/model|danfojs-node)$/ }, ({ path }) => ({
        path,
        namespace,
      }));
      bundler.onLoad({ filter: /./, namespace }, ({ path }) => ({
        contents: `export { ${(path === "danfojs-node" ? frames : names).join(", ")} } from "${apiFile}";`,
      }));
      bundler.onResolve({ filter: /^\.\/model-api\.mjs$/, namespace }, () => ({
        path: apiFile,
        external: true,
      }));
    },
  };
}

function notBundled(file: string, error: BuildFailure): unknown {
  if (!Array.isArray(error.errors)) return error;
  const lines = error.errors.slice(0, 5).map(lineOf);
  const isAbsent = error.errors.some(({ text }) => text.startsWith("Could not resolve"));
  return new ConfigError(`The model ${file} cannot be bundled.`, {
    code: "model.syntax",
    details: lines,
    fix: isAbsent
      ? `Correct the import, or install what it names: npm install PACKAGE, in the folder of ${file}. zod and danfo come with cloud-runner/model.`
      : `Correct ${file}.`,
    cause: error,
  });
}

function lineOf({ text, location, notes }: Message): string {
  // The bundler's own options are out of the user's reach.
  const note = notes.find(({ text }) => !text.startsWith("You can mark"))?.text;
  const place = location === null ? "" : `${location.file}:${location.line}:${location.column + 1}: `;
  return `${place}${text.replace("cloud-runner-model:", "")}${note === undefined ? "" : ` (${note})`}`;
}
