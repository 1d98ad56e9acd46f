// From the file that cloud-runner.json names to what goes into the image, with every fault of it found on this machine.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../../core/config.ts";
import { ConfigError } from "../../core/errors.ts";
import { ownModelFiles } from "../../core/contract.ts";
import type { OwnModelCard } from "../../core/contract.ts";
import { kindOf } from "../../model/own/check-definition.ts";
import type { OwnModel } from "../../model/own/define-model.ts";
import type { Session } from "../session.ts";
import { bundleModel } from "./bundle-model.ts";
import { readModelFiles } from "./model-files.ts";
import { readDefinition } from "./read-definition.ts";

/** @param model as cloud-runner.json names it: `./my-model.ts` */
export const modelFile = (model: string): string => model.slice("./".length);

export interface PreparedModel {
  /** Path from the project folder. */
  file: string;
  definition: OwnModel;
  /** To put beside the worker, by their paths in the image. */
  files: ReadonlyMap<string, Uint8Array>;
}

/**
 * Undefined when the configuration names no model.
 * @throws ConfigError
 */
export async function prepareModel(
  { folder, machine }: Pick<Session, "folder" | "machine">,
  { model }: Pick<Config, "model">,
): Promise<PreparedModel | undefined> {
  if (model === undefined) return undefined;
  const file = modelFile(model);
  requireFile(folder, file);
  const bundled = await bundleModel(folder, file, machine.packageFolder);
  const definition = await readDefinition(bundled, file, machine.packageFolder);
  const card: OwnModelCard = { file, name: definition.name, kind: kindOf(definition) };
  const own = await readModelFiles(definition.files ?? {}, join(folder, file), file);
  const files = new Map<string, Uint8Array>([
    [ownModelFiles.code, Buffer.from(bundled.code)],
    [`${ownModelFiles.code}.map`, Buffer.from(bundled.map)],
    [ownModelFiles.card, Buffer.from(`${JSON.stringify(card, undefined, 2)}\n`)],
    ...[...own].map(([name, content]) => [`${ownModelFiles.folder}/${name}`, content] as const),
  ]);
  return { file, definition, files };
}

/** @throws ConfigError */
export function requireFile(folder: string, file: string): void {
  if (existsSync(join(folder, file))) return;
  throw new ConfigError(`There is no file ${file} in ${folder}.`, {
    code: "model.missing",
    details: ['"model" in cloud-runner.json names it.'],
    fix: "Correct the path, or make the file; docs/own-models.md shows one.",
  });
}
