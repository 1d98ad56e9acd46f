// From the file that cloud-runner.json names to what goes into the image, with every fault of it found on this machine.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../../core/config.ts";
import { ConfigError } from "../../core/errors.ts";
import { sha256 } from "../../core/disk/image-folder.ts";
import { ownModelFiles, type OwnModelCard } from "../../core/contract.ts";
import { kindOf } from "../../model/own/check-definition.ts";
import type { OwnModel } from "../../model/own/define-model.ts";
import { requireTrust, type Asked as Trusting } from "../trust/require-trust.ts";
import { bundleModel } from "./bundle-model.ts";
import { readModelFiles, sizesOfFiles } from "./model-files.ts";
import { readDefinition } from "./read-definition.ts";

export interface PreparedModel {
  /** Path from the project folder. */
  file: string;
  definition: OwnModel;
  /** To put beside the worker, by their paths in the image. */
  files: ReadonlyMap<string, Uint8Array>;
}

/** Where the model is, and which one the configuration names. */
type Asked = [session: Trusting, config: Pick<Config, "model">];

/**
 * Undefined when the configuration names no model.
 * @throws ConfigError
 */
export async function prepareModel(...asked: Asked): Promise<PreparedModel | undefined> {
  const read = await readModel(...asked);
  if (read === undefined) return undefined;
  const [{ folder }] = asked;
  const { file, bundled, definition } = read;
  const own = await readModelFiles(definition.files ?? {}, join(folder, file), file);
  const sizes = new Map([...own].map(([name, content]) => [name, content.length]));
  const digest = digestOfModel(bundled.code, sizes);
  const card: OwnModelCard = { file, name: definition.name, kind: kindOf(definition), digest };
  const files = new Map<string, Uint8Array>([
    [ownModelFiles.code, Buffer.from(bundled.code)],
    [`${ownModelFiles.code}.map`, Buffer.from(bundled.map)],
    [ownModelFiles.card, Buffer.from(`${JSON.stringify(card, undefined, 2)}\n`)],
    ...[...own].map(([name, content]) => [`${ownModelFiles.folder}/${name}`, content] as const),
  ]);
  return { file, definition, files };
}

/**
 * For who only needs to know the model. Runs its file; undefined when the configuration names none.
 * @throws ConfigError with file and line for what is wrong with it
 */
export const ownModelOf = async (...asked: Asked): Promise<OwnModel | undefined> =>
  (await readModel(...asked))?.definition;

/**
 * Tells the model of this folder from the one that made a result; undefined when the configuration names none.
 * @throws ConfigError
 */
export async function ownModelDigest(
  ...asked: Asked
): Promise<Pick<OwnModelCard, "file" | "digest"> | undefined> {
  const read = await readModel(...asked);
  if (read === undefined) return undefined;
  const [{ folder }] = asked;
  const { file, bundled, definition } = read;
  const sizes = await sizesOfFiles(definition.files ?? {}, join(folder, file));
  return { file, digest: digestOfModel(bundled.code, sizes) };
}

/** By the sizes of its files: they may be large, and who only compares does not want to read them. */
const digestOfModel = (code: string, sizes: ReadonlyMap<string, number>): string =>
  sha256(JSON.stringify([code, [...sizes].toSorted(([a], [b]) => (a < b ? -1 : 1))])).slice(0, 16);

async function readModel(...[session, { model }]: Asked) {
  if (model === undefined) return undefined;
  const { folder, machine } = session;
  const file = model.slice("./".length);
  requireFile(folder, file);
  await requireTrust(session);
  const bundled = await bundleModel(folder, file, machine.packageFolder);
  return { file, bundled, definition: await readDefinition(bundled, file, machine.packageFolder) };
}

function requireFile(folder: string, file: string): void {
  if (existsSync(join(folder, file))) return;
  throw new ConfigError(`There is no file ${file} in ${folder}.`, {
    code: "model.missing",
    details: ['"model" in cloud-runner.json names it.'],
    fix: "Correct the path, or make the file; docs/own-models.md shows one.",
  });
}
