// Raw parameters to those of a model: names checked, values read, defaults filled in.
import type { z } from "zod";
import { commonNames, commonSchema } from "./common-parameters.ts";
import type { CommonParameters } from "./common-parameters.ts";
import { InputError, quote } from "./input-error.ts";
import type { ModelDescription } from "./model-description.ts";

export type RawParameters = Readonly<Record<string, string | number | boolean>>;

export interface ParsedParameters {
  common: CommonParameters;
  /** The chosen model's own. */
  own: Record<string, unknown>;
  /** Sentences about parameters that are meant for another model. */
  warnings: string[];
}

/**
 * Checks raw parameters and fills in the defaults that do not depend on the data.
 * @param models all that may be named; a name of any of them is known
 * @throws InputError parameter.unknown, or `parameter.<name>` for a wrong value
 */
export function parseParameters(raw: RawParameters, models: readonly ModelDescription[]): ParsedParameters {
  const names = [...new Set([...commonNames, ...models.flatMap(ownNames)])];
  for (const key of Object.keys(raw)) {
    if (!names.includes(key)) throw unknownParameter(key, names);
  }
  const common = parse(commonSchema, pick(raw, commonNames));
  const model = models.find(({ name }) => name === common.model);
  if (model === undefined) throw unknownModel(common.model, models);
  const own = parse(model.parameters, pick(raw, ownNames(model)));
  model.check?.(own);
  // Defaults of the service may be meant for another model, so they are told and not refused.
  const warnings = Object.keys(raw)
    .filter((key) => !commonNames.includes(key) && !ownNames(model).includes(key))
    .map((key) => `The parameter ${key} has no effect with model ${model.name}.`);
  return { common, own, warnings };
}

export const ownNames = (model: ModelDescription): string[] => Object.keys(model.parameters.shape);

const pick = (raw: RawParameters, names: readonly string[]): RawParameters =>
  Object.fromEntries(Object.entries(raw).filter(([key]) => names.includes(key)));

function parse<Schema extends z.ZodObject>(schema: Schema, raw: RawParameters): z.infer<Schema> {
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const parameter = String(issue.path[0]);
  throw new InputError(`The parameter ${parameter} is ${quote(String(raw[parameter]))}: ${issue.message}.`, {
    code: `parameter.${parameter}`,
    fix: `Correct ${parameter}, or remove it to use the default.`,
  });
}

function unknownParameter(key: string, names: readonly string[]): InputError {
  const near = nearest(key, names);
  return new InputError(`There is no parameter ${quote(key)}.`, {
    code: "parameter.unknown",
    fix:
      near === undefined
        ? `Remove it; known are ${names.join(", ")}.`
        : `Write ${near} instead, or remove it.`,
  });
}

function unknownModel(name: string, models: readonly ModelDescription[]): InputError {
  const names = models.map((model) => model.name);
  const near = nearest(name, names);
  return new InputError(`There is no model ${quote(name)}.`, {
    code: "parameter.model",
    fix: `Set model to ${near === undefined ? `one of ${names.join(", ")}` : near}.`,
  });
}

/** The known name that is fewest edits away, if it is near enough to be meant. */
function nearest(key: string, names: readonly string[]): string | undefined {
  const plain = key.toLowerCase().replaceAll("_", "-");
  const ranked = names
    .map((known) => ({ known, distance: editDistance(plain, known) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0]!;
  return best.distance <= Math.max(1, Math.floor(best.known.length / 3)) ? best.known : undefined;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(previous[j]! + 1, current[j - 1]! + 1, substituted));
    }
    previous = current;
  }
  return previous[b.length]!;
}
