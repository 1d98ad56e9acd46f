// Looks at everything after a storm: what should be there is there, whole, once, and nothing else is.
import { createHash } from "node:crypto";
import type { File } from "@google-cloud/storage";
import { reportName, resultMetadata, resultName, type ErrorReport } from "../../src/core/contract.ts";
import { readGauges } from "../../src/library/stack/gauges.ts";
import type { Input } from "./inputs.ts";
import { names, type StormStack } from "./stack.ts";

export interface Counts {
  results: number;
  reports: number;
  /** Objects that were written, and those among them that were written more often than their input was uploaded. */
  writes: number;
  fits: number;
  expiredLeases: number;
  deadLetters: number;
}

export interface Verdict {
  counts: Counts;
  /** What is not as it must be, one sentence each. */
  problems: string[];
}

/** The container's own objects. */
const isInternal = (name: string) => name.startsWith(".cloud-runner/");

const outputName = ({ name, answer }: Input) =>
  answer.kind === "report" ? reportName(name) : resultName(name);

export const outputNames = (inputs: readonly Input[]): Set<string> => new Set(inputs.map(outputName));

/** @param writes how often each object of the output bucket was written */
export async function judge(
  stack: StormStack,
  inputs: readonly Input[],
  writes: ReadonlyMap<string, number>,
  killed: number,
): Promise<Verdict> {
  const problems: string[] = [];
  const list = async (bucket: string) => {
    const [files] = await stack.storage.bucket(bucket).getFiles();
    return new Map(files.map((file) => [file.name, file]));
  };
  const [live, outputs] = [await list(names.inputBucket), await list(names.outputBucket)];
  for (const name of outputs.keys()) if (isInternal(name)) outputs.delete(name);
  const wanted = outputNames(inputs);
  for (const name of outputs.keys())
    if (!wanted.has(name)) problems.push(`${name} is there, and should not be`);

  let [results, reports] = [0, 0];
  for (const input of inputs) {
    const file = outputs.get(outputName(input));
    const upload = input.uploads.at(-1)!;
    const source = live.get(input.name);
    const md5 = createHash("md5").update(upload.content).digest("base64");
    if (source?.metadata.md5Hash !== md5)
      problems.push(`${input.name} is not in the input bucket as it was uploaded`);
    else if (file === undefined) problems.push(`${input.name} was lost: nothing answers it`);
    else {
      if (input.answer.kind === "report") reports++;
      else results++;
      problems.push(...(await problemsOf(file, source, input)).map((problem) => `${file.name} ${problem}`));
    }
  }
  for (const [name, times] of writes) {
    const input = inputs.find((each) => outputName(each) === name);
    if (times > (input?.uploads.length ?? 0)) problems.push(`${name} was written ${times} times`);
  }

  const [fits, expiredLeases] = [await logged(stack, "^Forecasting "), await logged(stack, "has expired$")];
  const generations = inputs.reduce((sum, { uploads }) => sum + uploads.length, 0);
  if (fits > generations + killed + expiredLeases) {
    problems.push(
      `${fits} fits are more than ${generations} inputs + ${killed} kills + ${expiredLeases} expired leases`,
    );
  }
  const { deadLetters = 0, backlog = 0 } = await readGauges(stack.ctx);
  if (deadLetters > 0) problems.push(`${deadLetters} dead letters`);
  if (backlog > 0) problems.push(`${backlog} messages are still undelivered`);
  const total = [...writes.values()].reduce((sum, times) => sum + times, 0);
  return { counts: { results, reports, writes: total, fits, expiredLeases, deadLetters }, problems };
}

/** Whole, of its own input's live generation, and with what that input says. */
async function problemsOf(file: File, source: File, { name, answer }: Input): Promise<string[]> {
  const metadata = file.metadata.metadata ?? {};
  const { generation, crc32c } = source.metadata;
  const problems: string[] = [];
  if (metadata[resultMetadata.inputName] !== name) problems.push("names another input");
  if (metadata[resultMetadata.inputGeneration] !== String(generation))
    problems.push(`answers generation ${metadata[resultMetadata.inputGeneration]} and not ${generation}`);
  if (metadata[resultMetadata.inputCrc32c] !== crc32c) problems.push("answers other bytes");
  // The client compares the checksum of what it reads with that of what was written.
  const text = (await file.download())[0].toString();
  if (answer.kind === "report") {
    const { code, input } = JSON.parse(text) as ErrorReport;
    if (code !== answer.code) problems.push(`says ${code} and not ${answer.code}`);
    if (input.generation !== String(generation)) problems.push("reports on another generation");
    return problems;
  }
  const [header, ...rows] = text.trimEnd().split("\n");
  const values = rows.map((row) => row.split(",").slice(1).map(Number));
  if (!header?.startsWith("date,prediction,") || !text.endsWith("\n")) problems.push("is torn");
  if (rows.length !== answer.rows) problems.push(`has ${rows.length} rows and not ${answer.rows}`);
  if (!values.flat().every(Number.isFinite)) problems.push("holds what is no number");
  if (answer.first !== undefined && values[0]?.[0] !== answer.first)
    problems.push(`forecasts ${values[0]?.[0]} and not ${answer.first}`);
  return problems;
}

/** Lines of the service's own log with such a message. */
async function logged(stack: StormStack, pattern: string): Promise<number> {
  const logging = await stack.ctx.clients.logging();
  const filter = `jsonPayload.message=~"${pattern}"`;
  const [entries] = await logging.listLogEntries({
    resourceNames: [`projects/${names.project}`],
    filter,
  });
  return entries.length;
}
