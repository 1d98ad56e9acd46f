// A model of the user's own, where the image has one: bundled as model.mjs beside the worker, with model.json that says
// what it is, and its files.
import { readFile } from "node:fs/promises";
import { setSourceMapsSupport } from "node:module";
import { ownModelFiles } from "../../core/contract.ts";
import { problemsOf } from "../../model/own/check-definition.ts";
import type { OwnModel } from "../../model/own/define-model.ts";
import { describeFault } from "../../model/own/fault.ts";
import { ownModel, type LoadedModel } from "../../model/own/own-model.ts";
import { readCard } from "../own-model-card.ts";
import type { FetchArtifact } from "./artifacts.ts";

/**
 * Runs the file and its `load`.
 * @param folder the image's
 * @throws Error that names the place in the user's file
 */
export async function loadOwnModel(
  folder: URL,
  fetchArtifact: FetchArtifact,
): Promise<LoadedModel | undefined> {
  const card = readCard(folder);
  if (card === undefined) return undefined;
  const { file, name } = card;
  // Only here, since maps cost time wherever something throws.
  setSourceMapsSupport(true);
  const definition = await attempt(`${file} does not run`, file, async () => {
    const module = (await import(new URL(ownModelFiles.code, folder).href)) as { default?: unknown };
    return module.default;
  });
  const problems = problemsOf(definition);
  if (problems.length > 0) throw new Error(`${file} exports no model: ${problems.join("; ")}.`);
  const model = definition as OwnModel;
  const loaded = await attempt(`The model ${name} cannot be loaded`, file, () =>
    model.load?.({
      readFile: async (wanted) => {
        if (Object.hasOwn(model.files ?? {}, wanted))
          return readFile(new URL(`${ownModelFiles.folder}/${wanted}`, folder));
        throw new Error(`files of ${name} names no ${wanted}`);
      },
      fetchArtifact,
    }),
  );
  return ownModel(model, file, loaded);
}

async function attempt<T>(what: string, file: string, work: () => Promise<T> | T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(`${what}: ${describeFault(error, file)}.`, { cause: error });
  }
}
