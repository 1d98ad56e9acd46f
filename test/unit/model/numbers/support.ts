// A column of cells, found and read.
import {
  createNumberFinder,
  createNumberReader,
  type NumberFinding,
} from "../../../../src/model/numbers/find-number-format.ts";

export type Options = NonNullable<Parameters<typeof createNumberFinder>[0]>;

export function find(cells: readonly string[], options?: Options): NumberFinding {
  const finder = createNumberFinder(options);
  for (const cell of cells) finder.add(cell);
  return finder.result();
}

/** The numbers, or why there are none: "ambiguous" or "none". */
export function read(cells: readonly string[], options?: Options): (number | undefined)[] | string {
  const finding = find(cells, options);
  return finding.kind === "found" ? cells.map(createNumberReader(finding.format)) : finding.kind;
}
