// `cloud-runner init` as the library does it.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { parseConfig } from "../../../core/config.ts";
import { UsageError } from "../../../core/errors.ts";
import { configFile } from "../../../library/config-file.ts";
import { schemaCopy, schemaFile, schemaInProject } from "../../../library/config/schema-reference.ts";
import { writeWhole } from "../../../library/predict/write-file.ts";
import { keepWherePossible, subjectIn } from "../../../library/trust/require-trust.ts";
import type { Context } from "../../shell/context.ts";

const unwritableFix = "Make the folder writable, or work in another one: cloud-runner -C FOLDER init";

export interface InitResult {
  /** Undefined with --print. */
  path: string | undefined;
  /** The copy of the JSON Schema that was written too; undefined when the project has the package's own. */
  schema: string | undefined;
  config: object;
}

export async function run(
  { flags, folder, machine, signal }: Context,
  { options }: { options: { name: string | undefined; print: boolean; force: boolean } },
): Promise<InitResult> {
  const { project, region } = flags;
  const target = flags.target ?? (project === undefined ? undefined : "gcp");
  const chosen = Object.entries({ name: options.name, target, project, region });
  const complete = parseConfig(
    Object.fromEntries(chosen.filter(([, value]) => value !== undefined)),
    "The command line",
  );
  if (options.print) return { path: undefined, schema: undefined, config: complete };

  const path = resolve(folder, flags.config ?? configFile);
  if (existsSync(path) && !options.force) {
    throw new UsageError(`${path} is there already.`, {
      code: "usage.config-exists",
      fix: "Edit it, or add --force to overwrite it.",
    });
  }
  signal.throwIfAborted();
  const reference = schemaInProject(dirname(path), machine.packageFolder);
  const schema = reference === undefined ? join(dirname(path), schemaCopy) : undefined;
  if (schema !== undefined)
    await writeWhole(schema, await readFile(join(machine.packageFolder, schemaFile), "utf8"), {
      fix: unwritableFix,
    });
  const config = {
    $schema: reference ?? `./${schemaCopy}`,
    name: complete.name,
    target: complete.target,
    ...(project === undefined ? {} : { project }),
    region: complete.region,
    forecast: {},
  };
  await writeWhole(path, `${JSON.stringify(config, undefined, 2)}\n`, { fix: unwritableFix });
  const subject = subjectIn(folder, { path, file: config });
  if (subject !== undefined) keepWherePossible(machine, subject);
  return { path, schema, config };
}
