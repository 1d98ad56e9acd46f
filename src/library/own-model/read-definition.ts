// Runs the user's file once on this machine, to see what it exports.
import { writeFile } from "node:fs/promises";
import { setSourceMapsSupport } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { withTemporaryFolder } from "../../core/disk/temporary-folder.ts";
import { ConfigError } from "../../core/errors.ts";
import { problemsOf } from "../../model/own/check-definition.ts";
import type { OwnModel } from "../../model/own/define-model.ts";
import { describeFault } from "../../model/own/fault.ts";
import { apiFile, apiPath, type BundledModel } from "./bundle-model.ts";

/** @throws ConfigError when it throws, or exports no model */
export async function readDefinition(
  { code, map }: BundledModel,
  file: string,
  packageFolder: string,
): Promise<OwnModel> {
  // The user's code may end the process.
  return withTemporaryFolder("cloud-runner-model-", async (folder) => {
    const api = pathToFileURL(apiPath(packageFolder)).href;
    await writeFile(join(folder, "model.mjs"), code.replaceAll(JSON.stringify(apiFile), JSON.stringify(api)));
    await writeFile(join(folder, "model.mjs.map"), map);
    const definition = await run(join(folder, "model.mjs"), file);
    const problems = problemsOf(definition);
    if (problems.length === 0) return definition as OwnModel;
    throw new ConfigError(`${file} does not export a model.`, {
      code: "model.definition",
      details: problems,
      fix: `Let ${file} have \`export default defineModel({ name, parameters, predict })\` of cloud-runner/model.`,
    });
  });
}

async function run(path: string, file: string): Promise<unknown> {
  setSourceMapsSupport(true);
  try {
    return ((await import(pathToFileURL(path).href)) as { default?: unknown }).default;
  } catch (error) {
    throw new ConfigError(`The model ${file} does not run.`, {
      code: "model.does-not-run",
      details: [`${describeFault(error, file)}.`],
      fix: `Correct ${file}. What needs files or time belongs into load, which only the service calls.`,
      cause: error,
    });
  } finally {
    setSourceMapsSupport(false);
  }
}
