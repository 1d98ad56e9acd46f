// A forecast in the format that was asked for.
import type { Clock } from "../../core/clock.ts";
import type { RawParameters } from "../../core/contract.ts";
import type { Answer } from "../../model/predict/prediction.ts";
import { formatIn } from "../../model/results/result-format.ts";
import type { ResultTable } from "../../model/results/result-table.ts";

/** CSV, the default, is what the threads write. */
export async function inFormat(
  answer: Answer,
  parameters: RawParameters,
  columns: Pick<ResultTable, "numbers">,
  clock: Clock,
): Promise<Answer> {
  const format = formatIn(parameters);
  if (format === "csv" || answer.kind === "rejection") return answer;
  const { csv, dates, ...prediction } = answer.prediction;
  const { writeResult } = await import("../../model/results/write-result.ts");
  const pause = () => clock.sleep(0);
  const content = await writeResult({ csv, dates, ...columns }, format, { pause });
  return { kind: "prediction", prediction: { ...prediction, csv, other: { format, content } } };
}
