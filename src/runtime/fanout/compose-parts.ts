// All finished slices as one answer: counts are added up here, and lines are put together in Storage.
import { finishedName } from "../../core/job/fan-out-progress.ts";
import { joinedNotes, sentencesOf } from "../../model/csv/found-notes.ts";
import { faultOf, InputError } from "../../model/input-error.ts";
import { aboutMany, headerOf, type Answer } from "../../model/predict/prediction.ts";
import { faultOfTally, joinedTallies } from "../../model/predict/tally.ts";
import { commonKind } from "../../model/results/date-cells.ts";
import { mostBytesOut } from "../../model/results/output-limit.ts";
import { formatIn } from "../../model/results/result-format.ts";
import type { Attempt } from "../forecast/attempt.ts";
import { inFormat } from "../forecast/in-format.ts";
import { inTurn } from "../forecast/in-turn.ts";
import { contended } from "../storage/object-store.ts";
import { composeFailed } from "./compose-failed.ts";
import type { FanOutPlan } from "./fan-out-plan.ts";
import { readReport } from "./finish-slice.ts";
import { gathered, readPart, writePart } from "./stored-parts.ts";

const requestsAtOnce = 12;

/** @throws CloudError when another try may succeed */
export async function composeParts(
  { input, plan, dataset, parameters, slices, reading }: FanOutPlan,
  folder: string,
  { store, clock, settings }: Pick<Attempt, "store" | "clock" | "settings">,
): Promise<Answer> {
  const bucket = settings.outputBucket;
  const reports = await inTurn([...slices.keys()], requestsAtOnce, async (slice) => {
    const report = await readReport(store, bucket, finishedName(folder, slice));
    if (report === undefined) throw contended(`Slice ${slice} in gs://${bucket}/${folder} is gone.`);
    return report;
  });
  const notes = joinedNotes(reports.flatMap((report) => report.notes ?? []));
  if (reading !== undefined && notes.series === 0) return rejection(notes.firstFault!);
  const tally = joinedTallies(reports.map((report) => report.tally));
  const hopeless = faultOfTally(tally);
  if (hopeless !== undefined) return rejection(hopeless);
  const said = reading === undefined ? [] : sentencesOf(notes, dataset.targetColumn);
  const { model, modelVersion, levels } = plan;
  const failures = await composeFailed(reports, { input, count: tally.count }, { store, bucket, folder });
  const prediction = {
    model,
    modelVersion,
    rowsIn: dataset.rowsIn ?? notes.rowsIn,
    rowsOut: tally.rowsOut,
    ...aboutMany({ ...dataset, warnings: [...dataset.warnings, ...said] }, plan, tally, failures),
  };
  const lines = reports.flatMap((report) => report.lines ?? []);
  const header = headerOf(plan, dataset.idColumns);
  const format = formatIn(parameters);
  if (format === "csv") {
    const place = { store, bucket, folder };
    const stored = await gathered([await writePart(header, place), ...lines], place);
    return { kind: "prediction", prediction: { ...prediction, csv: new Uint8Array(0), stored } };
  }
  const bytes = lines.reduce((sum, part) => sum + part.bytes, 0);
  if (bytes > mostBytesOut) return rejection(faultOf(tooLargeFor(format, tally.rowsOut)));
  const contents = await inTurn(lines, requestsAtOnce, (part) => readPart(part, { store, bucket }));
  const csv = Buffer.concat([header, ...contents]);
  const dates = commonKind(reports.map((report) => report.dates));
  const answer: Answer = { kind: "prediction", prediction: { ...prediction, csv, dates } };
  return inFormat(answer, parameters, { numbers: 1 + 2 * levels.length }, clock);
}

const rejection = (fault: Extract<Answer, { kind: "rejection" }>["rejection"]): Answer => ({
  kind: "rejection",
  rejection: fault,
});

const tooLargeFor = (format: string, rows: number): InputError =>
  new InputError(`The ${rows} rows of the result are more than a file of ${format} can be made of at once.`, {
    code: "parameter.format",
    fix: "Leave out format, or set it to csv.",
  });
