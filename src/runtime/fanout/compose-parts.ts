// All finished slices as one answer: counts are added up here, and lines are put together in Storage.
import { randomUUID } from "node:crypto";
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
import { contended, mostParts, type ObjectStore, type StoredObject } from "../storage/object-store.ts";
import { readReport } from "./finish-slice.ts";
import type { FanOutPlan } from "./fan-out-plan.ts";

type Part = Pick<StoredObject, "name" | "generation">;

const requestsAtOnce = 12;

/** @throws CloudError when another try may succeed */
export async function composeParts(
  { plan, dataset, parameters, slices, reading }: FanOutPlan,
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
  const prediction = {
    model,
    modelVersion,
    rowsIn: dataset.rowsIn ?? notes.rowsIn,
    rowsOut: tally.rowsOut,
    ...aboutMany({ ...dataset, warnings: [...dataset.warnings, ...said] }, plan, tally),
  };
  const lines = reports.flatMap((report) => report.lines ?? []);
  const header = headerOf(plan, dataset.idColumns);
  const format = formatIn(parameters);
  if (format === "csv") {
    const first = await writePart(store, bucket, `${folder}mid/${randomUUID()}`, { content: header });
    const stored = await gathered([first, ...lines], store, bucket, folder);
    return { kind: "prediction", prediction: { ...prediction, csv: new Uint8Array(0), stored } };
  }
  const bytes = lines.reduce((sum, part) => sum + part.bytes, 0);
  if (bytes > mostBytesOut) return rejection(faultOf(tooLargeFor(format, tally.rowsOut)));
  const contents = await inTurn(lines, requestsAtOnce, async (part) => {
    const content = await store.read({ bucket, metadata: {}, ...part }, part.bytes);
    if (content === undefined) throw contended(`gs://${bucket}/${part.name} is gone.`);
    return content;
  });
  const csv = Buffer.concat([header, ...contents]);
  const dates = commonKind(reports.map((report) => report.dates));
  const answer: Answer = { kind: "prediction", prediction: { ...prediction, csv, dates } };
  return inFormat(answer, parameters, { numbers: 1 + 2 * levels.length }, clock);
}

const rejection = (fault: Extract<Answer, { kind: "rejection" }>["rejection"]): Answer => ({
  kind: "rejection",
  rejection: fault,
});

/** So many parts, in their order, as one object can be made of. */
async function gathered(
  parts: readonly Part[],
  store: ObjectStore,
  bucket: string,
  folder: string,
): Promise<readonly Part[]> {
  if (parts.length <= mostParts) return parts;
  const groups = Array.from({ length: Math.ceil(parts.length / mostParts) }, (_, at) =>
    parts.slice(at * mostParts, (at + 1) * mostParts),
  );
  const made = await inTurn(groups, requestsAtOnce, (group) =>
    writePart(store, bucket, `${folder}mid/${randomUUID()}`, { content: { parts: group } }),
  );
  return gathered(made, store, bucket, folder);
}

async function writePart(
  store: ObjectStore,
  bucket: string,
  name: string,
  { content }: Pick<Parameters<ObjectStore["write"]>[0], "content">,
): Promise<Part> {
  const written = await store.write({
    bucket,
    name,
    content,
    contentType: "text/csv",
    metadata: {},
    replaces: "0",
  });
  if (written !== "conflict") return { name, generation: written.generation };
  // Nobody else has the name: only the answer was lost.
  const standing = await store.stat(bucket, name);
  if (standing === undefined) throw contended(`gs://${bucket}/${name} is gone.`);
  return { name, generation: standing.generation };
}

const tooLargeFor = (format: string, rows: number): InputError =>
  new InputError(`The ${rows} rows of the result are more than a file of ${format} can be made of at once.`, {
    code: "parameter.format",
    fix: "Leave out format, or set it to csv.",
  });
