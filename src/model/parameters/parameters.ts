// Raw parameters to those of a model: names checked, values read, defaults filled in.
import type { RawParameters } from "../../core/contract.ts";
import * as z from "zod";
import { fixOfUnknown, nearestName } from "../../core/nearest-name.ts";
import { valueWords } from "../../core/text/value-words.ts";
import { commonNames, commonSchema, type CommonParameters } from "./common-parameters.ts";
import { InputError, isInputError, orInputError } from "../input-error.ts";
import { quote } from "../../core/quote.ts";
import type { ReadChoice } from "../csv/find-columns.ts";
import type { ModelDescription } from "./model-description.ts";

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
  // A step without a row has a count, too.
  if (common.aggregate === "count" && raw["fill"] === undefined) common.fill = "zero";
  const model = models.find(({ name }) => name === common.model);
  if (model === undefined) throw unknownModel(common.model, models);
  const given = pick(raw, ownNames(model));
  const own = parse(model.parameters, given, model.prepare?.(given));
  model.check?.(own);
  // Defaults of the service may be meant for another model, so they are reported and not refused.
  const warnings = Object.keys(raw)
    .filter((key) => !commonNames.includes(key) && !ownNames(model).includes(key))
    .map((key) => `The parameter ${key} has no effect with model ${model.name}.`);
  return { common, own, warnings };
}

/** How a file is read, by the parameters alone. */
export const columnChoice = (common: CommonParameters): ReadChoice => ({
  id: common.id,
  date: common.date,
  target: common.target,
  dateFormat: common["date-format"],
  timezone: common.timezone,
  decimal: common.decimal,
  skipRows: common["skip-rows"],
  aggregates: common.aggregate !== undefined,
  counts: common.aggregate === "count",
});

/** What of a file is read, by the parameters and the model that they name. */
export const readChoice = ({ common, own }: ParsedParameters, model: ModelDescription): ReadChoice => ({
  ...columnChoice(common),
  columns: model.columns?.(own),
  negativeFix: model.negativeFix?.(own),
});

/**
 * What is wrong with parameters one by one, whatever others will go along: names that no model knows, values that none
 * takes. For defaults and for what is given over them, neither of which needs to be complete.
 */
export function faultsOf(raw: RawParameters, models: readonly ModelDescription[]): InputError[] {
  const schemas: Pick<ModelDescription, "parameters" | "prepare">[] = [
    { parameters: commonSchema },
    ...models,
  ];
  return Object.entries(raw).flatMap(([key, value]) => {
    if (key === "model" && models.some(({ name }) => name === value)) return [];
    const known = schemas.filter(({ parameters }) => Object.hasOwn(parameters.shape, key));
    // For a wrong name, parsing as a whole has the right error.
    if (known.length === 0 || key === "model")
      return [orInputError(() => parseParameters({ [key]: value }, models))].filter(isInputError);
    const given = { [key]: value };
    const faults = known.map((model) =>
      orInputError(() =>
        parse(z.object({ [key]: model.parameters.shape[key]! }), given, model.prepare?.(given)),
      ),
    );
    return faults.every(isInputError) ? faults.slice(0, 1) : [];
  });
}

export const ownNames = (model: ModelDescription): string[] => Object.keys(model.parameters.shape);

const pick = (raw: RawParameters, names: readonly string[]): RawParameters =>
  Object.fromEntries(Object.entries(raw).filter(([key]) => names.includes(key)));

function parse<Schema extends z.ZodObject>(
  schema: Schema,
  raw: RawParameters,
  prepared: Record<string, unknown> = raw,
): z.infer<Schema> {
  const result = schema.safeParse(prepared, { error: valueWords });
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const parameter = String(issue.path[0]);
  throw new InputError(
    `The parameter ${parameter} is ${quote(String(raw[parameter]))}: ${at(issue.path.slice(1), raw[parameter])}${issue.message}.`,
    {
      code: `parameter.${parameter}`,
      fix: `Correct ${parameter}, or remove it to use the default.`,
    },
  );
}

/** A place inside a parameter that is a list, such as `[0].dates[1] `; of a few values with commas between, the one that is meant. */
function at(path: readonly PropertyKey[], given: unknown): string {
  const [index, ...deeper] = path;
  if (typeof index === "number" && deeper.length === 0 && !/^\s*[[{]/.test(String(given))) {
    const values = String(given).split(",");
    const value = values[index]?.trim();
    return values.length > 1 && value !== undefined ? `${quote(value)} ` : "";
  }
  const text = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
  return text === "" ? "" : `${text} `;
}

function unknownParameter(key: string, names: readonly string[]): InputError {
  return new InputError(`There is no parameter ${quote(key)}.`, {
    code: "parameter.unknown",
    fix: fixOfUnknown(key, names),
  });
}

function unknownModel(name: string, models: readonly ModelDescription[]): InputError {
  const names = models.map((model) => model.name);
  const near = nearestName(name, names);
  return new InputError(`There is no model ${quote(name)}.`, {
    code: "parameter.model",
    fix: `Set model to ${near === undefined ? `one of ${names.join(", ")}` : near}.`,
  });
}
