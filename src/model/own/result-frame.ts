// What a model of the user's own gave, checked before anybody reads it.
import { DataFrame } from "danfojs-node";
import { InputError } from "../input-error.ts";
import { quote } from "../../core/quote.ts";

/** @throws InputError model.bad-result when it is no frame with so many rows and these columns of numbers */
export function checkResult(
  value: unknown,
  { model, file, rows, columns }: { model: string; file: string; rows: number; columns: readonly string[] },
): DataFrame {
  const bad = (problem: string) =>
    new InputError(`The model ${model} gave no usable result: ${problem}.`, {
      code: "model.bad-result",
      fix: `Correct predict in ${file}: it gives a DataFrame with ${rows} rows and the column ${columns[0]}. Then run \`cloud-runner up\` and upload the file again.`,
    });
  if (!(value instanceof DataFrame)) throw bad("it is not a DataFrame of cloud-runner/model");
  for (const name of columns) {
    if (!value.columns.includes(name)) {
      throw bad(`it has no column ${name}; its columns are ${value.columns.map(quote).join(", ")}`);
    }
  }
  if (value.shape[0] !== rows) throw bad(`it has ${value.shape[0]} rows instead of ${rows}`);
  return value;
}

/** A column of numbers; infinity may come of the input, NaN does not. @throws InputError model.bad-result */
export function numbersOf(
  frame: DataFrame,
  name: string,
  { model, file }: { model: string; file: string },
): number[] {
  const values = frame.column(name).values as unknown[];
  const at = values.findIndex((value) => typeof value !== "number" || Number.isNaN(value));
  if (at < 0) return values as number[];
  throw new InputError(
    `The model ${model} gave ${quote(String(values[at]))} instead of a number, in row ${at + 1} of ${name}.`,
    {
      code: "model.bad-result",
      fix: `Correct predict in ${file}, run \`cloud-runner up\` and upload the file again.`,
    },
  );
}
