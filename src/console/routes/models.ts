// The models and what each takes, in a shape that a form is made of.
import { formatIn } from "../../model/results/result-format.ts";
import type { JsonSchema } from "../../model/parameters/parameters-schema.ts";
import { describeModels } from "../../library/models/describe-models.ts";
import { loadConfig } from "../../library/settings.ts";
import type { App, Tools } from "../tools.ts";
import type { ParameterView } from "../contract/forecasts.ts";
import { answer } from "../http/answers.ts";

export function addModels(app: App, { session }: Tools): void {
  app.get("/api/models", async (c) => {
    const [models, { config }] = await Promise.all([describeModels(session), loadConfig(session)]);
    const configured = { ...config.forecast, format: formatIn(config.forecast) };
    const common = new Map(
      models.flatMap(({ parameters }) =>
        parametersOf(parameters.common, configured).map((each) => [each.name, each]),
      ),
    );
    return answer<"GET /api/models">(c, {
      defaultModel: textOf(models[0]?.parameters.common.properties?.["model"]?.default ?? ""),
      models: models.map(({ name, summary, minimumRows, maximumRows, parameters }) => ({
        name,
        summary,
        minimumRows,
        maximumRows: maximumRows ?? undefined,
        own: parametersOf(parameters.own, configured),
        common: Object.keys(parameters.common.properties ?? {}),
      })),
      common: [...common.values()],
    });
  });
}

const parametersOf = (
  { properties = {} }: JsonSchema,
  configured: Readonly<Record<string, unknown>>,
): ParameterView[] =>
  Object.entries(properties).map(([name, schema]) => {
    const usual = configured[name] ?? schema.default;
    const { choices, minimum, maximum } = boundsOf(schema);
    return {
      name,
      description: schema.description ?? "",
      schema,
      kind: kindOf(schema),
      ...(choices !== undefined && { choices }),
      ...(usual !== undefined && { default: textOf(usual) }),
      ...(minimum !== undefined && { minimum }),
      ...(maximum !== undefined && { maximum }),
    };
  });

function kindOf(schema: JsonSchema): ParameterView["kind"] {
  if (boundsOf(schema).choices !== undefined) return "choice";
  const types = [schema.type, ...(schema.anyOf ?? []).map(({ type }) => type)].filter(
    (type) => type !== undefined,
  );
  if (types.includes("array")) return "list";
  if (types.includes("boolean")) return "boolean";
  // What may be a number or a word is written as text.
  if (types.includes("string") || types.length === 0) return "text";
  return types.includes("number") ? "number" : "integer";
}

function boundsOf({ enum: words, minimum, maximum, exclusiveMinimum, exclusiveMaximum, anyOf }: JsonSchema): {
  choices?: string[];
  minimum?: number;
  maximum?: number;
} {
  if (words !== undefined) return { choices: words.map(textOf) };
  const constants = (anyOf ?? []).map((each) => each.const ?? each.enum);
  if (anyOf !== undefined && anyOf.length > 0 && constants.every((each) => each !== undefined))
    return { choices: constants.flat().map(textOf) };
  const least = minimum ?? exclusiveMinimum;
  const most = maximum ?? exclusiveMaximum;
  return { ...(least !== undefined && { minimum: least }), ...(most !== undefined && { maximum: most }) };
}

const textOf = (value: unknown): string =>
  Array.isArray(value)
    ? value.map(textOf).join(",")
    : typeof value === "string"
      ? value
      : JSON.stringify(value);
