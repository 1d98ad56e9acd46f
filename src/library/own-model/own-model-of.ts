// The model of the user's own that a configuration names, for commands that only need to know it.
import type { Config } from "../../core/config.ts";
import type { OwnModel } from "../../model/own/define-model.ts";
import type { Session } from "../session.ts";
import { bundleModel } from "./bundle-model.ts";
import { modelFile, requireFile } from "./prepare-model.ts";
import { readDefinition } from "./read-definition.ts";

/**
 * Runs its file. Undefined when none is named.
 * @throws ConfigError with file and line for what is wrong with it
 */
export async function ownModelOf(
  { folder, machine }: Pick<Session, "folder" | "machine">,
  { model }: Pick<Config, "model">,
): Promise<OwnModel | undefined> {
  if (model === undefined) return undefined;
  const file = modelFile(model);
  requireFile(folder, file);
  return readDefinition(await bundleModel(folder, file, machine.packageFolder), file, machine.packageFolder);
}
