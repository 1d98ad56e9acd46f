// Scores the rows of a table with a model of the user's own: CSV in, CSV out.
import type { RawParameters } from "../../core/contract.ts";
import type { DataFrame } from "danfojs-node";
import type * as z from "zod";
import { commonNames } from "../parameters/common-parameters.ts";
import type { ModelDescription } from "../parameters/model-description.ts";
import { ownNames, parseParameters } from "../parameters/parameters.ts";
import type { Prediction } from "../predict/predict-csv.ts";
import type { RowsDefinition } from "./define-model.ts";
import { describeOwn } from "./describe-own.ts";
import { guarded } from "./fault.ts";
import { readRows, type ReadRows } from "./read-rows.ts";
import { checkResult } from "./result-frame.ts";
import { createRowsFrame } from "./rows-frame.ts";

type Definition = RowsDefinition<z.ZodObject, string, unknown>;

export interface RowsModel {
  /** @throws InputError for a table or a parameter that can never work */
  predictRows(input: Uint8Array, raw: RawParameters): Promise<Prediction>;
  isWornOut(): boolean;
}

/**
 * @param file as the user knows it, for messages
 * @param loaded what `load` gave
 */
export function rowsModel(definition: Definition, file: string, loaded: unknown): RowsModel {
  const { name, version = "1", columns } = definition;
  const description = describeOwn(definition);
  let hasThrown = false;
  return {
    isWornOut: () => hasThrown,
    async predictRows(input, raw) {
      const { common, own: parameters, warnings } = parseParameters(raw, [description]);
      const table = readRows(input, columns, common.id);
      const result = await guarded(`The model ${name}`, file, () =>
        definition.predict({ rows: createRowsFrame(table.columns), parameters, loaded }),
      ).catch((error: unknown) => {
        hasThrown = true;
        throw error;
      });
      const rows = table.rows;
      const frame = checkResult(result, { model: name, file, rows, columns: ["prediction"] });
      return {
        csv: writeRows(table, frame),
        model: name,
        modelVersion: `${name} ${version}`,
        parameters: {
          model: name,
          id: table.ids.map((column) => column.name).join(","),
          ...resolved(parameters, ownNames(description)),
        },
        rowsIn: rows,
        rowsOut: rows,
        warnings: [...withoutEffect(raw, description), ...warnings],
      };
    },
  };
}

const withoutEffect = (
  raw: RawParameters,
  { name: model, common = commonNames }: ModelDescription,
): string[] =>
  commonNames
    .filter((name) => !common.includes(name) && Object.hasOwn(raw, name))
    .map((name) => `The parameter ${name} has no effect with model ${model}.`);

function resolved(parameters: Record<string, unknown>, names: readonly string[]) {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = parameters[name];
      if (value === undefined) return [];
      const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
      return [[name, isPlain ? value : JSON.stringify(value)]];
    }),
  );
}

/** The id columns as they stand in the file, then the prediction, then whatever else the model gave. */
function writeRows({ ids, rows }: ReadRows, frame: DataFrame): string {
  const taken = new Set(ids.map(({ name }) => name));
  const others = frame.columns.filter((name) => name !== "prediction" && !taken.has(name));
  const columns = [
    ...ids.map(({ name, values }) => ({ name, values: values as readonly unknown[] })),
    ...["prediction", ...others].map((name) => ({ name, values: frame.column(name).values as unknown[] })),
  ];
  const lines = [columns.map(({ name }) => field(name)).join(",")];
  for (let row = 0; row < rows; row++) lines.push(columns.map(({ values }) => field(values[row])).join(","));
  return `${lines.join("\n")}\n`;
}

/** What is not a finite number is left empty. */
function field(value: unknown): string {
  if (typeof value === "object" || value === undefined) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  const text = String(value as string | boolean | bigint);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
