// From an object in the input bucket to its forecast, or to why there can be none.
import { parametersIn, type RawParameters } from "../../core/contract.ts";
import { explaining } from "../../model/files/explain-fault.ts";
import { fileOptionsIn, readText } from "../../model/files/open-file.ts";
import { faultOf, InputError } from "../../model/input-error.ts";
import { answerOfTable, type Answer } from "../../model/predict/prediction.ts";
import { isCounted, rejectionFor, type Failure } from "../delivery/failures.ts";
import { HandOver, placeIn, untilHandOver } from "../handover/hand-over.ts";
import type { Plan } from "../../model/predict/plan.ts";
import type { Dataset } from "../../model/series/dataset.ts";
import type { FanOut } from "../fanout/fan-out-place.ts";
import type { Logger } from "../log.ts";
import { ObjectTooLargeError, type StoredObject } from "../storage/object-store.ts";
import { countsOf } from "../storage/result-object.ts";
import type { Attempt } from "./attempt.ts";
import { forecastDataset } from "./forecast-dataset.ts";
import { inFormat } from "./in-format.ts";
import { orTooLarge, type Content } from "./read-content.ts";
import { datasetIn } from "./read-input.ts";

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
  const read = () => orTooLarge(object, most, () => store.open(object, most));
  const fanOut = fanOutFor(object, attempt);
  // What is cut into slices is not read as a whole.
  const content = fanOut === undefined ? (ahead ?? (await read())) : undefined;
  if (fanOut === undefined && content === undefined) return undefined;
  if (content instanceof ObjectTooLargeError && own.handOverAt !== undefined) throw new HandOver("size");
  const readAt = clock.now();
  const answer = await forecastContent({ content, read }, object, all, { ...own, fanOut }).catch(
    async (error: unknown): Promise<Answer> => {
      if (error instanceof InputError) return { kind: "rejection", rejection: faultOf(error) };
      const rejection = rejectionFor(error, object.name, lease.failures + 1);
      // A task of the job has more of it.
      if (rejection?.code === outOfMemory && own.handOverAt !== undefined) throw new HandOver("memory");
      if (rejection) return { kind: "rejection", rejection };
      if (isCounted(error)) await lease.fail();
      throw error;
    },
  );
  if (answer !== undefined) logAnswer(answer, object, clock.now() - readAt, log);
  return answer;
}

const outOfMemory = "forecast.out-of-memory" satisfies Failure;

/** Undefined for what is so small that it is forecast in one piece. */
function fanOutFor(object: StoredObject, { fanOut, settings }: Attempt): FanOut | undefined {
  // A row has more than two bytes.
  const isLarge = object.bytes > 2 * Math.min(settings.fanOutRows, settings.fanOutSeries);
  return isLarge ? fanOut : undefined;
}

type Opened = Uint8Array | AsyncIterable<Uint8Array> | ObjectTooLargeError | undefined;

/** Undefined when the input is gone. */
async function forecastContent(
  { content, read }: { content: Opened; read: () => Promise<Opened> },
  object: StoredObject,
  parameters: RawParameters,
  attempt: Attempt,
): Promise<Answer | undefined> {
  if (content instanceof ObjectTooLargeError) throw content;
  const { forecaster, clock, log, signal, fanOut } = attempt;
  log.log("INFO", `Forecasting ${object.name}`, { bytes: object.bytes });
  const plan = await untilHandOver(attempt, (timeoutMs) =>
    forecaster.prepare(parameters, { timeoutMs, signal }),
  );
  const { choice } = plan;
  if (fanOut !== undefined && choice !== undefined) {
    const { forecastFannedOut } = await import("../fanout/fan-out.ts");
    const made = await forecastFannedOut(object, { ...plan, choice }, parameters, fanOut, attempt);
    if (made.kind === "gone") return undefined;
    if (made.kind === "answer") return made.answer;
    if (made.dataset !== undefined) return forecastRead(made.dataset, plan, parameters, attempt);
  }
  const whole = content ?? (await read());
  if (whole === undefined) return undefined;
  if (whole instanceof ObjectTooLargeError) throw whole;
  const options = fileOptionsIn(parameters, object.name);
  if (choice !== undefined) {
    const dataset = await datasetIn(whole, options, choice).catch((error: unknown) => {
      throw orSize(error, attempt);
    });
    return forecastRead(dataset, plan, parameters, attempt);
  }
  const opened = await readText(whole, options);
  const made = await explaining(opened, () =>
    untilHandOver(attempt, (timeoutMs) =>
      forecaster.forecast({ chunk: opened.text, parameters }, { timeoutMs, signal }),
    ),
  );
  return inFormat(answerOfTable(plan, made, opened.notes), parameters, {}, clock);
}

/** What has more series or rows than can be read at once is for the job, which cuts it into slices. */
const orSize = (error: unknown, { handOverAt }: Pick<Attempt, "handOverAt">): unknown =>
  error instanceof InputError && error.code === "csv.too-long" && handOverAt !== undefined
    ? new HandOver("size")
    : error;

async function forecastRead(
  dataset: Dataset,
  plan: Plan,
  parameters: RawParameters,
  attempt: Attempt,
): Promise<Answer> {
  const answer = await forecastDataset(dataset, plan, parameters, attempt);
  return inFormat(answer, parameters, { numbers: 1 + 2 * plan.levels.length }, attempt.clock);
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
