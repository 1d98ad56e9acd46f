// Inputs of many kinds, of which some can never work: what a folder of a night looks like.
import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { dailySeries } from "./series.ts";

export interface MixedFile {
  /** With a folder in front of some. */
  name: string;
  content: string | Uint8Array;
  /** The code of the fault that it has. */
  code?: string;
}

const rows = (csv: string): [string, number][] =>
  csv
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => [line.split(",")[0]!, Number(line.split(",")[1])]);

const kinds: readonly [ending: string, write: (csv: string) => string | Uint8Array][] = [
  ["csv", (csv) => csv],
  ["tsv", (csv) => csv.replaceAll(",", "\t")],
  ["txt", (csv) => csv.replaceAll(",", ";").replaceAll(".", ",")],
  ["json", (csv) => JSON.stringify(rows(csv).map(([date, y]) => ({ date, y })))],
  [
    "ndjson",
    (csv) =>
      rows(csv)
        .map(([date, y]) => `${JSON.stringify({ date, y })}\n`)
        .join(""),
  ],
  ["csv.gz", (csv) => gzipSync(csv)],
  [
    "parquet",
    (csv) =>
      new Uint8Array(
        parquetWriteBuffer({
          columnData: [
            { name: "date", data: rows(csv).map(([date]) => date), type: "STRING" },
            { name: "y", data: rows(csv).map(([, y]) => y), type: "DOUBLE" },
          ],
        }),
      ),
  ],
];

const faults: readonly [code: string, damage: (csv: string) => string][] = [
  ["csv.value-not-a-number", (csv) => csv.replace(/,[\d.]+\n$/, ",lots\n")],
  ["csv.no-value-column", (csv) => csv.replaceAll(/,.*/g, "")],
  ["csv.empty", () => ""],
];

/** @param broken how many of them, spread evenly */
export function mixedFiles(count: number, broken: number): MixedFile[] {
  return Array.from({ length: count }, (_, index): MixedFile => {
    const folder = index % 3 === 0 ? "more/" : "";
    const name = `${folder}series-${String(index).padStart(4, "0")}`;
    const csv = dailySeries({ days: 60, scale: 100 + index });
    const before = Math.floor((index * broken) / count);
    if (Math.floor(((index + 1) * broken) / count) > before) {
      const [code, damage] = faults[before % faults.length]!;
      return { name: `${name}.csv`, content: damage(csv), code };
    }
    const [ending, write] = kinds[index % kinds.length]!;
    return { name: `${name}.${ending}`, content: write(csv) };
  });
}
