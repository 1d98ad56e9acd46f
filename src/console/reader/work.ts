// What is read of files, here or in a process of its own: a check before it is sent, and the series of a forecast. What lies in
// the buckets is fetched first.
import { readFile } from "node:fs/promises";
import type { InputFault, RawParameters } from "../../core/contract.ts";
import { checkFiles } from "../../library/check/check.ts";
import type { CheckedFile } from "../../library/check/checked-file.ts";
import { fetchObjects, type Fetch } from "../../library/forecasts/fetch-objects.ts";
import { convertResult, type ConvertRequest } from "../../library/forecasts/convert-result.ts";
import {
  indexForecast,
  type ForecastIndex,
  type IndexRequest,
} from "../../library/forecasts/index-forecast.ts";
import type { Session } from "../../library/session.ts";
import type { CheckedUpload } from "../contract/forecasts.ts";
import { faultError } from "../http/answers.ts";

export type Job =
  | { kind: "check"; name: string; path: string; given: RawParameters }
  | { kind: "fetch"; fetches: readonly Fetch[] }
  | { kind: "index"; fetches: readonly Fetch[]; request: IndexRequest }
  | { kind: "convert"; fetches: readonly Fetch[]; request: ConvertRequest };

/** What was found; nothing of what was written into a file. */
export type Done = CheckedUpload | ForecastIndex | Record<string, never>;

/** @throws CloudRunnerError, InputError */
export async function work(session: Session, job: Job): Promise<Done> {
  if (job.kind === "check") return check(session, job);
  await fetchObjects(session, job.fetches);
  if (job.kind === "index") return indexForecast(job.request);
  if (job.kind === "convert") await convertResult(job.request);
  return {};
}

async function check(
  session: Session,
  { name, path, given }: Extract<Job, { kind: "check" }>,
): Promise<CheckedUpload> {
  const { files } = await checkFiles(session, [{ name, content: () => readFile(path) }], given);
  return checkedView(name, files[0]!);
}

/** More would not be read. */
const mostFaults = 100;

function checkedView(name: string, checked: CheckedFile): CheckedUpload {
  if (checked.status === "failed") return { status: "failed", name, error: faultError(checked.error) };
  const { input: _input, ...rest } = checked;
  if (!("from" in rest)) {
    const { rows, columns, model, warnings } = rest;
    return {
      status: "ok",
      name,
      rows,
      values: rows,
      columns: { further: columns.model, id: columns.id },
      suggestions: [],
      model,
      warnings,
    };
  }
  const { series, ...sound } = rest;
  return {
    ...sound,
    name,
    ...(series !== undefined && {
      series: {
        count: series.count,
        faultCount: series.faults.length,
        faults: series.faults
          .slice(0, mostFaults)
          .map(({ id, message, fix, fallsBack }: InputFault & { id: string[]; fallsBack: boolean }) => ({
            id,
            message,
            fix,
            fallsBack,
          })),
      },
    }),
  };
}
