// All models that may be named: the user's own, which is then the default, and the built-in ones.
import type { Config } from "../../core/config.ts";
import type { ModelDescription } from "../../model/parameters/model-description.ts";
import { modelDescriptions } from "../../model/parameters/model-descriptions.ts";
import type { OwnModel } from "../../model/own/define-model.ts";
import { describeOwn } from "../../model/own/describe-own.ts";
import type { Asked } from "../trust/require-trust.ts";
import { ownModelOf } from "./prepare-model.ts";

export const modelsWith = (own: OwnModel | undefined): readonly ModelDescription[] =>
  own === undefined ? modelDescriptions : [describeOwn(own), ...modelDescriptions];

/** @throws ConfigError with file and line for what is wrong with the user's own */
export async function knownModels(
  session: Asked,
  config: Pick<Config, "model">,
): Promise<readonly ModelDescription[]> {
  return modelsWith(await ownModelOf(session, config));
}
