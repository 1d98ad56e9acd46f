// Parameters checked where they are typed: a slip of the finger is told before anything is read or sent.
import { UsageError } from "../../core/errors.ts";
import { InputError } from "../../model/input-error.ts";
import type { ModelDescription } from "../../model/model-description.ts";
import { parseParameters } from "../../model/parameters.ts";
import type { RawParameters } from "../../model/parameters.ts";

/** @throws UsageError for a name that no model knows, or a value that the chosen model refuses */
export function checkParameters(raw: RawParameters, models: readonly ModelDescription[]): void {
  try {
    parseParameters(raw, models);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { code, message, fix } = error;
    throw new UsageError(message, {
      code,
      fix: `${fix} \`cloud-runner models NAME\` lists what a model can be told.`,
      cause: error,
    });
  }
}
