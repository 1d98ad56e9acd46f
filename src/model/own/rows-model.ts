// Scores the rows of a table with a model of the user's own: CSV in, CSV out.
import type { RawParameters } from "../../core/contract.ts";
import { csvCell } from "../../core/text/csv-cell.ts";
import { DataFrame } from "danfojs-node";
import type * as z from "zod";
import { commonNames } from "../parameters/common-parameters.ts";
import type { ModelDescription } from "../parameters/model-description.ts";
import { ownNames, parseParameters } from "../parameters/parameters.ts";
import { plain } from "../parameters/resolve-parameters.ts";
import type { Forecasts, Plan } from "../predict/plan.ts";
import type { RowsDefinition } from "./define-model.ts";
import { describeOwn } from "./describe-own.ts";
import { guarded } from "./fault.ts";
import { readRows, type ReadRows } from "./read-rows.ts";
import { checkResult } from "./result-frame.ts";

type Definition = RowsDefinition<z.ZodObject, string, unknown>;

export interface RowsModel {
  plan: Plan;
  /** @throws InputError for a table or a parameter that can never work */
  forecast(input: Uint8Array, raw: RawParameters): Promise<Forecasts>;
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
    // Its parameters are looked at together with the table.
    plan: {
      choice: undefined,
      levels: [],
      model: name,
      modelVersion: `${name} ${version}`,
      parameters: { model: name },
      warnings: [],
    },
    isWornOut: () => hasThrown,
    async forecast(input, raw) {
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
      const own = ownNames(description).map((key) => [key, parameters[key]]);
      const outcome = {
        rows,
        model: name,
        frequency: undefined,
        fault: undefined,
        heaviest: undefined,
        parameters: {
          model: name,
          id: table.ids.map((column) => column.name).join(","),
          ...plain(Object.fromEntries(own)),
        },
        warnings: [...withoutEffect(raw, description), ...warnings],
      };
      return { csv: writeRows(table, frame), outcomes: [outcome] };
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

/** With the types that the model declares and not guessed ones. */
function createRowsFrame(columns: ReadRows["columns"]): DataFrame {
  const names = Object.keys(columns);
  const dtypes = names.map((name) => (typeof columns[name]![0] === "number" ? "float32" : "string"));
  return new DataFrame(columns, { columns: names, dtypes });
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
  return csvCell(String(value as string | boolean | bigint));
}
