// Which columns the reader takes.
import type { ReadChoice } from "../csv/find-columns.ts";
import type { ModelDescription } from "./model-description.ts";
import type { ParsedParameters } from "./parameters.ts";

/** What of a file is read, by the parameters and the model that they name. */
export const readChoice = ({ common, own }: ParsedParameters, model: ModelDescription): ReadChoice => ({
  id: common.id,
  date: common.date,
  target: common.target,
  columns: model.columns?.(own),
  negativeFix: model.negativeFix?.(own),
});
