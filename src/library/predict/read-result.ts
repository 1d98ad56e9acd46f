// A result that was downloaded, as CSV for the drawing and for programs, whatever its format.
import { CloudRunnerError } from "../../core/errors.ts";
import { headBytes, kindOf, type FileKind } from "../../model/files/file-kind.ts";
import { readText } from "../../model/files/open-file.ts";
import { isInputError } from "../../model/input-error.ts";
import type { ResultFormat } from "../../model/results/result-format.ts";
import type { Input } from "./sources/input.ts";

/** What the first bytes of a file show. */
const kinds: Readonly<Record<ResultFormat, FileKind>> = {
  csv: "text",
  json: "json",
  ndjson: "json",
  parquet: "parquet",
  xlsx: "zip",
};

/**
 * @returns notes: sentences on what is not as one would expect
 * @throws CloudRunnerError predict.other-format when the service wrote another format than it was asked for
 */
export async function readResult(
  content: Uint8Array,
  { label, format }: Pick<Input, "label" | "format">,
): Promise<{ csv: string; notes: string[] }> {
  const kind = kindOf(content.subarray(0, headBytes));
  // What a container of the user's own writes is CSV or not, as it likes.
  const isText = format === "csv" && kind !== "parquet" && kind !== "zip";
  if (isText) return { csv: Buffer.from(content).toString("utf8"), notes: [] };
  if (format !== "csv" && kind !== kinds[format]) {
    throw new CloudRunnerError(`${label}: the service wrote no ${format}, though that was asked for.`, {
      code: "predict.other-format",
      details: [`What it wrote is ${kind === "text" ? "text, such as CSV" : kind}.`],
      fix: "Bring the service up to date with `cloud-runner up`; a container of your own has to look at forecast-format. Or leave the format out.",
    });
  }
  const notes =
    kind === kinds[format]
      ? []
      : [
          `The service wrote ${kind === "zip" ? "xlsx" : kind}, as its own configuration says; --format csv asks for CSV.`,
        ];
  try {
    const { text } = await readText(format === "ndjson" ? asArray(content) : content);
    return { csv: Buffer.from(text).toString("utf8"), notes };
  } catch (error) {
    if (!isInputError(error) || error.code !== "csv.too-long") throw error;
    return {
      csv: "",
      notes: [...notes, "The forecast has too many rows to be read here, so it is not drawn."],
    };
  }
}

/** A single record is no table yet, unless it stands in a list. */
const asArray = (lines: Uint8Array): Uint8Array =>
  Buffer.from(`[${Buffer.from(lines).toString().trimEnd().replaceAll("\n", ",")}]`);
