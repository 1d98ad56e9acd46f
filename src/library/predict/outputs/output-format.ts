// Which format results have, and what files of them are called: what was asked for goes first, then the name of the output,
// then what the manifest or the configuration says.
import { basename } from "node:path";
import type { RawParameters } from "../../../core/contract.ts";
import { UsageError } from "../../../core/errors.ts";
import {
  formatIn,
  formatOfName,
  resultFormats,
  type ResultFormat,
} from "../../../model/results/result-format.ts";

export interface FormatWish {
  /** As it was asked for. */
  asked?: string | undefined;
  /** What the service does when it is told nothing; CSV unless given. */
  otherwise?: ResultFormat | undefined;
}

/**
 * @param file the one that the result goes into; undefined when its name is ours to choose
 * @throws UsageError for an ending that says no format, or another one than was asked for
 */
export function chooseFormat(
  file: string | undefined,
  { asked, otherwise = "csv" }: FormatWish = {},
): ResultFormat {
  const name = basename(file ?? "");
  const named = formatOfName(name);
  // One that is not known is refused with the other parameters.
  const wanted = asked === undefined ? undefined : formatIn({ format: asked });
  if (wanted !== undefined && named !== undefined && named !== "unknown" && named !== wanted) {
    throw new UsageError(
      `${name} has the ending of ${named}, and the format that was asked for is ${asked}.`,
      {
        code: "usage.output-format",
        fix: `Name a file that ends in .${wanted}, or leave the format out.`,
      },
    );
  }
  if (wanted === undefined && named === "unknown") {
    throw new UsageError(`The ending of ${name} says no format that a forecast can have.`, {
      code: "usage.output-format",
      fix: `End it in one of ${resultFormats.map((format) => `.${format}`).join(", ")}, or say --format csv to keep the name.`,
    });
  }
  return wanted ?? (named === "unknown" ? undefined : named) ?? otherwise;
}

/** BigQuery makes tables of Parquet, which says what its columns are. @throws UsageError for another format */
export function formatOfTable({ asked = "parquet" }: FormatWish = {}): ResultFormat {
  if (formatIn({ format: asked }) === "parquet") return "parquet";
  throw new UsageError(`A table is made of parquet, and the format that was asked for is ${asked}.`, {
    code: "usage.output-format",
    fix: `Leave the format out. What a run has made as ${asked} already goes into a file: -o FILE`,
  });
}

/** Parameters that make the service write that format. A service that does so by itself is told nothing. */
export const withFormat = <Parameters extends RawParameters>(
  parameters: Parameters,
  format: ResultFormat,
  { asked, otherwise = "csv" }: FormatWish,
): Parameters | (Parameters & { format: string }) =>
  asked !== undefined || format === otherwise ? parameters : { ...parameters, format };

/** `data.csv.gz` becomes `data.forecast.csv`. */
export const resultFile = (inputName: string, format: ResultFormat): string =>
  `${stemOf(inputName)}.forecast.${format}`;

/** Without the endings, one for what it is and one for how it is packed. */
const stemOf = (name: string): string => name.replace(/\.(?:gz|zst)$/i, "").replace(/(?!^)\.[^./\\]*$/, "");

const resultEnding = new RegExp(`\\.forecast\\.(?:${resultFormats.join("|")})$`);

/** Whether it is called like a result. */
export const isResultName = (name: string): boolean => resultEnding.test(name);

/** Those files that are results of others. */
export function resultsAmong(paths: readonly string[]): string[] {
  const stems = new Set(paths.map(stemOf));
  return [...new Set(paths)].filter(
    (path) => isResultName(path) && stems.has(path.replace(resultEnding, "")),
  );
}
