// What there is to know of a model before it is loaded, as `models --json` prints it.
import type { ModelDescription } from "../../model/parameters/model-description.ts";
import { parametersSchema, type ParametersSchema } from "../../model/parameters/parameters-schema.ts";
import { UsageError } from "../../core/errors.ts";
import { nearestName } from "../../core/nearest-name.ts";

export interface ModelDocument {
  name: string;
  summary: string;
  minimumRows: number;
  /** Null for no limit. */
  maximumRows: number | null;
  /** JSON Schema: what only this model takes, and what every model takes. */
  parameters: ParametersSchema;
}

/** @param defaultModel the model that is used when none is named */
export function modelDocument(model: ModelDescription, defaultModel: string): ModelDocument {
  const { name, summary, minimumRows, maximumRows } = model;
  return {
    name,
    summary,
    minimumRows,
    maximumRows: Number.isFinite(maximumRows) ? maximumRows : null,
    parameters: parametersSchema(model, defaultModel),
  };
}

/** @throws UsageError with a guess for a name that no model has */
export function modelNamed(name: string, models: readonly ModelDescription[]): ModelDescription {
  const found = models.find((model) => model.name === name.trim().toLowerCase());
  if (found !== undefined) return found;
  const names = models.map((model) => model.name);
  const near = nearestName(name, names);
  throw new UsageError(`There is no model ${name}.`, {
    code: "usage.unknown-model",
    details: near === undefined ? [`The models are ${names.join(", ")}.`] : [`Did you mean ${near}?`],
    fix: "`cloud-runner models` lists every model.",
  });
}
