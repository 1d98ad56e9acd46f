// `cloud-runner models` as the library does it.
import { describeModels } from "../../../library/models/describe-models.ts";
import type { ModelDocument } from "../../../library/models/model-document.ts";
import type { Context } from "../../shell/context.ts";

export interface ModelsResult {
  models: ModelDocument[];
  /** Whether one was asked for by its name. */
  isOne: boolean;
}

export const run = async (
  context: Context,
  { arguments: [name] }: { arguments: string[] },
): Promise<ModelsResult> => ({
  models: await describeModels(context, name),
  isOne: name !== undefined,
});
