// A result in another format than the service wrote it in, for who wants to open it elsewhere. Numbers are the same to the last
// digit; dates become dates where they are ISO without a zone, and stay text otherwise.
import { readFile, writeFile } from "node:fs/promises";
import { parseDate } from "../../model/csv/parse-date.ts";
import { splitCsv } from "../../model/csv/split-csv.ts";
import { formatIn, hasTypedDates, type ResultFormat } from "../../model/results/result-format.ts";
import type { ResultTable } from "../../model/results/result-table.ts";
import { writeResult } from "../../model/results/write-result.ts";
import { readResult } from "../predict/read-result.ts";

export interface ConvertRequest {
  label: string;
  /** All that the forecast was made with. */
  parameters: Readonly<Record<string, string | number | boolean>>;
  resultPath: string;
  format: ResultFormat;
  targetPath: string;
}

/** @throws CloudRunnerError, InputError for more than the format can have */
export async function convertResult({
  label,
  parameters,
  resultPath,
  format,
  targetPath,
}: ConvertRequest): Promise<void> {
  const stored = formatIn(parameters);
  const { csv } = await readResult(await readFile(resultPath), { label, format: stored });
  const content =
    format === "csv"
      ? Buffer.from(csv)
      : await writeResult(tableOf(csv, hasTypedDates(format)), format, { pause: async () => {} });
  await writeFile(targetPath, content, { mode: 0o600 });
}

function tableOf(csv: string, hasTypes: boolean): ResultTable {
  const end = csv.indexOf("\n");
  const header = splitCsv(csv.slice(0, end < 0 ? undefined : end)).header;
  if (header[0] !== "date") return { csv: Buffer.from(csv) };
  const numbers = header.filter((name) => name.startsWith("prediction")).length;
  const typed = hasTypes ? withDateCells(csv, end) : undefined;
  return typed === undefined ? { csv: Buffer.from(csv), numbers } : { ...typed, numbers };
}

/** Undefined where a date is none that needs no explanation. */
function withDateCells(csv: string, end: number): Pick<ResultTable, "csv" | "dates"> | undefined {
  if (csv.includes('"')) return undefined;
  let dates: "day" | "time" = "day";
  const lines: string[] = [csv.slice(0, end)];
  for (const line of csv
    .slice(end + 1)
    .trimEnd()
    .split("\n")) {
    const at = line.indexOf(",");
    const text = line.slice(0, at);
    const date = parseDate(text);
    if (typeof date === "string" || /[Z+]|-\d\d:?\d\d$/.test(text.slice(10))) return undefined;
    if (text.length > 10) dates = "time";
    lines.push(`@${date.wall}${line.slice(at)}`);
  }
  return { csv: Buffer.from(`${lines.join("\n")}\n`), dates };
}
