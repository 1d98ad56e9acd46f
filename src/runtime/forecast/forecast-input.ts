// From an object in the input bucket to its forecast, or to why there can be none.
import type { Clock } from "../../core/clock.ts";
import { parametersIn, type RawParameters } from "../../core/contract.ts";
import { createDatasetReader } from "../../model/csv/read-dataset.ts";
import { explaining } from "../../model/files/explain-fault.ts";
import { fileOptionsIn, openFile, readText } from "../../model/files/open-file.ts";
import type { FileOptions } from "../../model/files/opened-file.ts";
import { faultOf, InputError } from "../../model/input-error.ts";
import type { Plan } from "../../model/predict/plan.ts";
import { answerOfTable, type Answer } from "../../model/predict/prediction.ts";
import { formatIn } from "../../model/results/result-format.ts";
import type { ResultTable } from "../../model/results/result-table.ts";
import type { Dataset } from "../../model/series/dataset.ts";
import { isCounted, rejectionFor } from "../delivery/failures.ts";
import { HandOver, placeIn, untilHandOver } from "../handover/hand-over.ts";
import type { Logger } from "../log.ts";
import { ObjectTooLargeError, type StoredObject } from "../storage/object-store.ts";
import { countsOf } from "../storage/result-object.ts";
import type { Attempt } from "./attempt.ts";
import { forecastDataset } from "./forecast-dataset.ts";
import { orTooLarge, type Content } from "./read-content.ts";

/**
 * @param ahead its content, when that was read already
 * @param parameters go over those of the upload
 * @returns undefined when that generation is gone
 * @throws CloudError or ForecasterError when another try may succeed.
 */
export async function forecastInput(
  object: StoredObject,
  attempt: Attempt,
  { ahead, parameters = {} }: { ahead?: Content; parameters?: RawParameters },
): Promise<Answer | undefined> {
  const { store, clock, settings, log, lease } = attempt;
  const all = { ...settings.forecastDefaults, ...parametersIn(object.metadata), ...parameters };
  const place = placeIn(all);
  if (attempt.handOverAt !== undefined && place === "job") throw new HandOver("asked");
  const own = place === "service" ? { ...attempt, handOverAt: undefined } : attempt;
  const most = settings.maximumInputBytes;
  const content = ahead ?? (await orTooLarge(object, most, () => store.open(object, most)));
  if (content === undefined) return undefined;
  const readAt = clock.now();
  const answer = await forecastContent(content, object, all, own).catch(
    async (error: unknown): Promise<Answer> => {
      if (error instanceof InputError) return { kind: "rejection", rejection: faultOf(error) };
      const rejection = rejectionFor(error, object.name, lease.failures + 1);
      if (rejection) return { kind: "rejection", rejection };
      if (isCounted(error)) await lease.fail();
      throw error;
    },
  );
  logAnswer(answer, object, clock.now() - readAt, log);
  return answer;
}

async function forecastContent(
  content: Uint8Array | AsyncIterable<Uint8Array> | ObjectTooLargeError,
  { name, bytes }: StoredObject,
  parameters: RawParameters,
  attempt: Attempt,
): Promise<Answer> {
  if (content instanceof ObjectTooLargeError) throw content;
  const { forecaster, clock, log, signal } = attempt;
  log.log("INFO", `Forecasting ${name}`, { bytes });
  const plan = await untilHandOver(attempt, (timeoutMs) =>
    forecaster.prepare(parameters, { timeoutMs, signal }),
  );
  const options = fileOptionsIn(parameters);
  if (plan.choice === undefined) {
    const opened = await readText(content, options);
    const made = await explaining(opened, () =>
      untilHandOver(attempt, (timeoutMs) =>
        forecaster.forecast({ chunk: opened.text, parameters }, { timeoutMs, signal }),
      ),
    );
    return inFormat(answerOfTable(plan, made, opened.notes), parameters, {}, clock);
  }
  const dataset = await datasetIn(content, options, plan.choice);
  const answer = await forecastDataset(dataset, plan, parameters, attempt);
  return inFormat(answer, parameters, { numbers: 1 + 2 * plan.levels.length }, clock);
}

/** CSV, the default, is what the threads write. */
async function inFormat(
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

/** Read while it arrives. */
async function datasetIn(
  content: Uint8Array | AsyncIterable<Uint8Array>,
  options: FileOptions,
  choice: NonNullable<Plan["choice"]>,
): Promise<Dataset> {
  const reader = createDatasetReader(choice);
  const opened = await openFile(content, options);
  const dataset = await explaining(opened, async () => {
    // The last piece need not be copied, and the whole of a small file is one.
    let last: Uint8Array | undefined;
    for await (const piece of opened.pieces) {
      if (last !== undefined) reader.push(last);
      last = piece;
    }
    return reader.finish(last);
  });
  return { ...dataset, warnings: [...opened.notes, ...dataset.warnings] };
}

/** The report names them all. */
const mostLogged = 20;

function logAnswer(answer: Answer, { name }: StoredObject, forecastMs: number, log: Logger): void {
  if (answer.kind === "rejection") {
    const { code, message, line, column, fix } = answer.rejection;
    log.log("WARNING", `${name} cannot be forecast: ${message}`, { forecastMs, code, line, column, fix });
    return;
  }
  const { model, rowsIn, rowsOut, warnings, series } = answer.prediction;
  const counts = series && countsOf(series);
  const fields = { forecastMs, model, rowsIn, rowsOut, ...(counts && { series: counts }) };
  const of = counts ? ` of ${counts.count} series` : "";
  log.log("INFO", `Forecast ${rowsOut} rows${of} from ${rowsIn} by ${model}`, fields);
  for (const { id, code, message, line, column, fix, fallback } of series?.failed.slice(0, mostLogged) ??
    []) {
    const text = `${name}: series ${Object.values(id).join(", ")} cannot be forecast: ${message}`;
    log.log("WARNING", text, { code, line, column, fix, fallback });
  }
  for (const warning of warnings) log.log("WARNING", `${name}: ${warning}`);
}
