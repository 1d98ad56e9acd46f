// A result as JSON: an array of records, or one record a line.
import { columnsOf, rowsOf, type ResultTable } from "./result-table.ts";
import type { WriteOptions } from "./write-result.ts";

const pieceLength = 1024 * 1024;

/** Records stand one a line in both, so that a person can look at them. */
export async function writeJson(
  table: ResultTable,
  format: "json" | "ndjson",
  { pause }: WriteOptions,
): Promise<Uint8Array> {
  const columns = columnsOf(table);
  const names = columns.map(({ name }) => JSON.stringify(name));
  const [start, between, end] = format === "json" ? ["[\n", ",\n", "\n]\n"] : ["", "\n", "\n"];
  const pieces: Buffer[] = [];
  let text = start;
  let isFirst = true;
  for (const row of rowsOf(table, columns)) {
    const fields = row.map((value, index) => `${names[index]}:${JSON.stringify(value)}`);
    text += `${isFirst ? "" : between}{${fields.join(",")}}`;
    isFirst = false;
    if (text.length < pieceLength) continue;
    pieces.push(Buffer.from(text));
    text = "";
    await pause();
  }
  return Buffer.concat([...pieces, Buffer.from(text + end)]);
}
