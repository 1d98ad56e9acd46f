// A model of the user's own beside the built-in ones: as a description, which the command line and the container check
// parameters with.
import type { RawParameters } from "../../core/contract.ts";
import * as z from "zod";
import type { ModelDescription } from "../parameters/model-description.ts";
import type { OwnModel } from "./define-model.ts";

export function describeOwn(model: OwnModel): ModelDescription {
  const { name: modelName, summary = "Your own model", parameters = z.object({}) } = model;
  const base = { name: modelName, summary, prepare: (raw: RawParameters) => readable(raw, parameters) };
  if (model.kind === "rows") {
    // The others are about time series.
    return {
      ...base,
      common: ["model", "id", "format", "on"],
      minimumRows: 1,
      maximumRows: 500_000,
      parameters,
    };
  }
  const { minimumRows = 2, maximumRows = 100_000 } = model;
  // Two values give a difference, the least that a band can come from.
  const description = { ...base, parameters, minimumRows: Math.max(2, minimumRows), maximumRows };
  return model.columns === undefined
    ? description
    : { ...description, columns: (own) => model.columns!(own) };
}

/** Parameters ride as text. What a schema does not take as text it is given as the number, boolean or list that it spells. */
function readable(raw: RawParameters, { shape }: z.ZodObject): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(raw).map(([key, value]) => {
      const schema = shape[key] as z.ZodType | undefined;
      if (schema === undefined || typeof value !== "string" || schema.safeParse(value).success)
        return [key, value];
      const spelt = spell(value);
      return [key, spelt === undefined ? value : spelt];
    }),
  );
}

function spell(text: string): unknown {
  try {
    return JSON.parse(text.trim());
  } catch {
    return undefined;
  }
}
