// What a schedule asks for at each tick: a manifest, and the files that it names in the input bucket.
import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import pMap from "p-map";
import { isManifestName, type RawParameters } from "../../core/contract.ts";
import type { Config } from "../../core/config.ts";
import { UsageError } from "../../core/errors.ts";
import { parseManifest } from "../../core/manifest.ts";
import { plural } from "../../core/duration.ts";
import { nearestName } from "../../core/nearest-name.ts";
import {
  maximumOrderBytes,
  scheduleDataPrefix,
  type ScheduleOrder,
} from "../../core/schedules/schedule-contract.ts";
import { call, despiteFaults, type CloudContext } from "../../provision/engine/context.ts";
import { asStep } from "../progress.ts";
import type { Session } from "../session.ts";
import { resolveInputs } from "../predict/inputs.ts";
import { knownModels } from "../own-model/known-models.ts";
import { checkGiven } from "../predict/known-parameters.ts";
import { isBqUri, isQueryFile } from "../predict/bigquery/table-name.ts";
import { findManifest } from "../predict/manifest.ts";
import { checkOwnBuckets } from "../predict/own-buckets.ts";
import { rejectionError } from "../predict/rejection-error.ts";
import { isPattern } from "../predict/sources/found-files.ts";
import { parseGsUri } from "../predict/sources/gs-uri.ts";
import type { Input, Source } from "../predict/sources/input.ts";

export interface AddRequest {
  name: string;
  /** Five fields, `0 5 * * 1-5`. */
  cron: string;
  /** Such as `Europe/Berlin`; UTC when absent. */
  timezone?: string | undefined;
  /** Files, one manifest, or objects of the input bucket as `gs://BUCKET/OBJECT`, `gs://BUCKET/FOLDER/` or a pattern. */
  sources: readonly Source[];
  /** They go over those of a manifest. */
  parameters?: RawParameters;
  /** Name of each forecast in the output bucket, with `{file}`, `{name}`, `{id}`, `{date}` and `{time}`. */
  output?: string | undefined;
  /** Put this schedule in the place of one of the same name. */
  replace?: boolean;
}

/** Each tick has names of its own, so that no forecast takes the place of another. */
const usualOutput = (schedule: string, placeholder: "file" | "name"): string =>
  `forecasts/${schedule}/{date}T{time}/{${placeholder}}`;

/**
 * Uploads the files, after all that can be checked before.
 * @returns JSON of a ScheduleOrder
 * @throws UsageError, CloudRunnerError manifest.*
 */
export async function orderFor(
  session: Session,
  cloud: CloudContext,
  config: Config,
  { name, timezone = "UTC", sources, parameters = {}, output }: AddRequest,
): Promise<string> {
  if (Object.keys(parameters).length > 0) checkGiven(parameters, await knownModels(session, config));
  const { manifest, files, patterns = [] } = await gathered(session, cloud, sources, name);
  // Of what lies in several folders the last parts of the names may be the same.
  const usual = usualOutput(name, patterns.length > 0 ? "name" : "file");
  const asked = {
    ...manifest,
    output: output ?? (manifest["output"] as string | undefined) ?? usual,
    parameters: { ...(manifest["parameters"] as RawParameters | undefined), ...parameters },
  };
  checkPlaceholders(asked.output);
  const order = JSON.stringify({
    schemaVersion: 1,
    timezone,
    manifest: asked,
    ...(patterns.length > 0 && { patterns }),
  } satisfies ScheduleOrder);
  checkOrder(patterns.length > 0 ? { ...asked, inputs: ["in/any.csv"] } : asked, order);
  for (const { label, objectBase } of files)
    if (basename(label) !== objectBase)
      session.progress.note(`${label} becomes ${objectBase} in the schedule.`);
  if (files.length > 0) {
    await checkOwnBuckets(cloud);
    await asStep(session.progress, `Uploading ${plural(files.length, "file")}`, () =>
      pMap(files, (file) => upload(cloud, `${scheduleDataPrefix(name)}${file.objectBase}`, file), {
        concurrency: 8,
      }),
    );
    const { retentionDays } = config.storage;
    if (retentionDays > 0) {
      session.progress.warn(
        `storage.retentionDays deletes these files after ${plural(retentionDays, "day")}; upload newer ones under the same names before.`,
      );
    }
  }
  return order;
}

const placeholders = ["date", "time", "file", "name", "id"];

/** @throws UsageError for one that nothing fills in: each tick would write to a name with braces */
function checkPlaceholders(output: unknown): void {
  if (typeof output !== "string") return;
  const [, unknown] =
    [...output.matchAll(/\{(\w+)\}/g)].find(([, each]) => !placeholders.includes(each!)) ?? [];
  if (unknown === undefined) return;
  const near = nearestName(unknown, placeholders);
  throw new UsageError(`{${unknown}} in the names of the forecasts stands for nothing.`, {
    code: "schedule.output",
    details: [`There are ${placeholders.map((each) => `{${each}}`).join(", ")}.`],
    fix: near === undefined ? "docs/schedules.md says what each stands for." : `Did you mean {${near}}?`,
  });
}

interface Gathered {
  manifest: Record<string, unknown>;
  files: Input[];
  /** Of objects that each tick looks for. */
  patterns?: string[];
}

async function gathered(
  session: Session,
  cloud: CloudContext,
  sources: readonly Source[],
  schedule: string,
): Promise<Gathered> {
  const rows = sources.find(
    (source) => typeof source === "string" && (isBqUri(source) || isQueryFile(source)),
  );
  if (typeof rows === "string") throw noRows(rows, cloud);
  const objects = sources.filter((source) => typeof source === "string" && source.startsWith("gs://"));
  if (objects.length > 0) {
    if (objects.length < sources.length) {
      throw new UsageError("A schedule is of files or of objects, not of both.", {
        code: "schedule.sources",
        fix: "Make two schedules, or upload the files and name them as gs:// too.",
      });
    }
    const { names, patterns } = namesAmong(objects as string[], cloud);
    const manifest = names.length === 0 ? {} : await manifestOfObjects(cloud, names, patterns);
    return { manifest, files: [], patterns };
  }
  const options = { folder: session.folder, output: "nowhere" as const, force: true, skipExisting: false };
  const named = findManifest(sources, options);
  const files = named?.inputs ?? resolveInputs(sources, options).inputs;
  const inputs = files.map(({ objectBase }) => `${scheduleDataPrefix(schedule)}${objectBase}`);
  if (named === undefined) return { manifest: { inputs }, files };
  const path = resolve(session.folder, named.label);
  const { input: _input, ...rest } = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  return { manifest: { ...rest, inputs }, files };
}

/** What a schedule starts has the rights of the service, and those of no user. */
const noRows = (word: string, { names }: CloudContext): UsageError =>
  new UsageError(`${word}: a schedule cannot read from BigQuery, since it has no user's rights.`, {
    code: "schedule.bigquery",
    fix: `Let BigQuery write the rows when it is time, by a scheduled query: EXPORT DATA OPTIONS (uri = 'gs://${names.inputBucket}/rows-*.csv', format = 'CSV', header = true, overwrite = true) AS SELECT ...; each file is forecast as it comes.`,
  });

/** Objects of the input bucket by their names, and patterns: of a folder all that is below it. */
function namesAmong(
  uris: readonly string[],
  { names: { inputBucket } }: CloudContext,
): { names: string[]; patterns: string[] } {
  const all = uris.map((uri) => {
    const { bucket, name } = parseGsUri(uri);
    if (bucket === inputBucket) return name === "" || name.endsWith("/") ? `${name}**` : name;
    throw new UsageError(`${uri} is not in the input bucket, and the service may read no other.`, {
      code: "schedule.object",
      fix: `Name objects of the input bucket: gs://${inputBucket}/sales.csv`,
    });
  });
  return { names: all.filter((name) => !isPattern(name)), patterns: all.filter(isPattern) };
}

async function manifestOfObjects(
  cloud: CloudContext,
  names: readonly string[],
  patterns: readonly string[],
): Promise<Record<string, unknown>> {
  const { inputBucket } = cloud.names;
  const [first] = names;
  if (!names.some((name) => isManifestName(basename(name)))) return { inputs: names };
  if (names.length + patterns.length > 1) {
    throw new UsageError("A manifest is scheduled alone: it names its inputs itself.", {
      code: "usage.manifest",
      fix: `Name gs://${inputBucket}/${first} alone.`,
    });
  }
  const uri = `gs://${inputBucket}/${first}`;
  const storage = await cloud.clients.storage();
  const [content] = await despiteFaults(cloud, () =>
    call(cloud, "storage.objects.get", uri, () => storage.bucket(inputBucket).file(first!).download()),
  );
  const parsed = parseManifest(content, "job.json");
  // Placeholders that each tick fills in are plain text until then, so it is checked as any manifest is.
  if (parsed.kind === "rejection") throw rejectionError(uri, parsed.rejection);
  return JSON.parse(content.toString()) as Record<string, unknown>;
}

/** @throws CloudRunnerError for what the service would refuse at each tick */
function checkOrder(manifest: Record<string, unknown>, order: string): void {
  const parsed = parseManifest(Buffer.from(JSON.stringify(manifest)), "job.json");
  if (parsed.kind === "rejection") throw rejectionError("The schedule", parsed.rejection);
  if (Buffer.byteLength(order) <= maximumOrderBytes) return;
  throw new UsageError("The schedule names more than a job of Cloud Scheduler can hold, which is 1 MB.", {
    code: "schedule.too-large",
    fix: "Make several schedules of it.",
  });
}

/** Over what is there: `--replace`, and whoever uploads newer data under the same name. */
async function upload(cloud: CloudContext, name: string, file: Input): Promise<void> {
  const { inputBucket } = cloud.names;
  const storage = await cloud.clients.storage();
  const content = await file.read();
  await despiteFaults(cloud, () =>
    call(cloud, "storage.objects.insert", `gs://${inputBucket}/${name}`, () =>
      storage
        .bucket(inputBucket)
        .file(name)
        .save(Buffer.from(content), {
          resumable: content.byteLength > 8 * 1024 * 1024,
        }),
    ),
  );
}
