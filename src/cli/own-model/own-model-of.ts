// The model of the user's own that a configuration names, for commands that only need to know it.
import type { Config } from "../../core/config.ts";
import type { OwnModel } from "../../model/own/define-model.ts";
import type { Context } from "../context.ts";

/**
 * Runs its file. Undefined when none is named.
 * @throws ConfigError with file and line for what is wrong with it
 */
export async function ownModelOf(
  { folder, io }: Pick<Context, "folder" | "io">,
  { model }: Pick<Config, "model">,
): Promise<OwnModel | undefined> {
  if (model === undefined) return undefined;
  // Loaded only where there is one: the bundler is large.
  const [{ bundleModel }, { modelFile, requireFile }, { readDefinition }] = await Promise.all([
    import("./bundle-model.ts"),
    import("./prepare-model.ts"),
    import("./read-definition.ts"),
  ]);
  const file = modelFile(model);
  requireFile(folder, file);
  return readDefinition(await bundleModel(folder, file, io.packageFolder), file, io.packageFolder);
}
