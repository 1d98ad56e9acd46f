// The parameters of a model as JSON Schema: what `cloud-runner models NAME` shows, and what programs can read.
import * as z from "zod";
import { commonNames, commonSchema } from "./common-parameters.ts";
import type { ModelDescription } from "./model-description.ts";

/** The keywords that appear; a value given as text is described as what it is read as. */
export interface JsonSchema {
  type?: "string" | "number" | "integer" | "boolean" | "array" | "object";
  description?: string;
  default?: unknown;
  enum?: readonly unknown[];
  const?: unknown;
  anyOf?: readonly JsonSchema[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  items?: JsonSchema | false;
  prefixItems?: readonly JsonSchema[];
  maxItems?: number;
  properties?: Readonly<Record<string, JsonSchema>>;
  required?: readonly string[];
}

export interface ParametersSchema {
  /** Of this model alone. */
  own: JsonSchema;
  /** Of every model, as far as this one uses them. */
  common: JsonSchema;
}

/** @param defaultModel what is used where no model is named */
export function parametersSchema(
  { parameters, common = commonNames }: Pick<ModelDescription, "parameters" | "common">,
  defaultModel: string,
): ParametersSchema {
  const { properties = {}, ...rest } = schemaOf(commonSchema);
  const used = Object.entries(properties).filter(([name]) => common.includes(name));
  const model = { ...properties["model"], default: defaultModel };
  return {
    own: schemaOf(parameters),
    common: { ...rest, properties: { ...Object.fromEntries(used), model } },
  };
}

function schemaOf(schema: z.ZodObject): JsonSchema {
  // Of a text that is read as a number, the number has the limits that matter: that is the output.
  return z.toJSONSchema(schema, {
    io: "output",
    override({ jsonSchema }) {
      // In the output a default is always there; who writes a parameter may leave it out.
      const { properties = {}, required } = jsonSchema;
      if (required === undefined) return;
      const needed = required.filter((name) => (properties[name] as JsonSchema).default === undefined);
      if (needed.length > 0) jsonSchema.required = needed;
      else delete jsonSchema.required;
    },
  }) as JsonSchema;
}
