// Columns of numbers and of text to a danfo frame, with the types that were declared and not guessed ones.
import { DataFrame } from "danfojs-node";

export function createRowsFrame(columns: Readonly<Record<string, readonly (number | string)[]>>): DataFrame {
  const names = Object.keys(columns);
  const dtypes = names.map((name) => (typeof columns[name]![0] === "number" ? "float32" : "string"));
  return new DataFrame(columns, { columns: names, dtypes });
}
