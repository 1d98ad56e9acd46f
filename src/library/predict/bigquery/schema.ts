// The columns of a table: which of them a forecast can be made from, and what the columns of a forecast become.
import type { TableField } from "@google-cloud/bigquery";
import { CloudRunnerError, UsageError } from "../../../core/errors.ts";
import type { ResultColumn } from "../../../model/results/result-table.ts";

/**
 * The names of the columns.
 * @throws UsageError for a table with values that CSV has no place for
 */
export function plainColumns(subject: string, fields: readonly TableField[] | undefined): string[] {
  const nested = (fields ?? []).filter(
    ({ mode, type }) => mode === "REPEATED" || ["RECORD", "STRUCT", "RANGE"].includes(type ?? ""),
  );
  if (nested.length === 0) return (fields ?? []).map(({ name }) => name ?? "");
  const names = nested.map(({ name }) => name).join(", ");
  throw new UsageError(
    `${subject}: ${nested.length === 1 ? `the column ${names} is` : `the columns ${names} are`} nested or repeated, and only plain values can be forecast.`,
    {
      code: "bigquery.nested",
      fix: `Choose the columns by a query in a file, such as SELECT day, shop, amount FROM \`${subject.replace("bq://", "")}\`, and predict that: cloud-runner predict FILE.sql`,
    },
  );
}

const types: Readonly<Record<ResultColumn["type"], string>> = {
  day: "DATE",
  time: "DATETIME",
  moment: "TIMESTAMP",
  number: "FLOAT64",
  text: "STRING",
};

/** https://cloud.google.com/bigquery/docs/schemas#column_names, with the names that Parquet may bring. */
const columnName = /^[A-Za-z_][A-Za-z0-9_]{0,299}$/;

/**
 * What a table of a forecast has.
 * @throws CloudRunnerError for a column that no table may have
 */
export function tableFields(subject: string, columns: readonly ResultColumn[]): TableField[] {
  const wrong = columns.find(({ name }) => !columnName.test(name));
  if (wrong !== undefined) {
    throw new CloudRunnerError(
      `${subject}: the column ${JSON.stringify(wrong.name)} cannot be one of a table: only letters, digits and underscores may be in its name.`,
      {
        code: "bigquery.column-name",
        fix: "Rename the column in the input, or write a file: -o forecast.parquet",
      },
    );
  }
  return columns.map(({ name, type }) => ({ name, type: types[type], mode: "NULLABLE" }));
}
