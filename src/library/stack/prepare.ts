// What `plan`, `up` and `deploy` do before they look at the cloud: everything that this machine alone can find wrong.
import type { ImageSource } from "../../provision/resources/container-image.ts";
import type { Session } from "../session.ts";
import { modelsWith } from "../own-model/known-models.ts";
import { prepareModel } from "../own-model/prepare-model.ts";
import { checkDefaults } from "../predict/known-parameters.ts";
import type { Settings } from "../settings.ts";
import { costOf, type Cost, type CostOptions } from "./cost.ts";
import { imageFor } from "./image.ts";

export interface StackOptions extends CostOptions {
  /** Container image by digest; built from this package when absent. */
  image?: string | undefined;
}

/**
 * @throws ConfigError for a wrong model of the user's own or wrong defaults; PlanRefusedError when it could cost too
 * much; UsageError for an image without a digest
 */
export async function prepare(
  session: Session,
  settings: Settings,
  options: StackOptions,
): Promise<{ cost: Cost; image: string | ImageSource }> {
  const own = await prepareModel(session, settings.config);
  checkDefaults(settings, modelsWith(own?.definition));
  const cost = costOf(settings.config, options);
  return { cost, image: await imageFor(session, settings, options.image, own) };
}
