// Whether every copy has the one result that the file has: nothing lost, nothing twice, nothing different.
import { isSeriesReportName, resultMetadata } from "../../core/contract.ts";
import type { Buckets, StoredObject } from "../predict/buckets.ts";
import type { Outcome } from "./send-copies.ts";

export interface CheckedResults {
  results: {
    /** With the bytes that were expected, or that most have. */
    same: number;
    different: number;
    /** Refused, or not uploaded. */
    failed: number;
    /** Without an answer in the time that was given. */
    lost: number;
    /** Objects among the results that nobody asked for, or that were written once more. */
    extra: number;
  };
  /** What most results are, or were expected to be. */
  reference:
    | { rows: number | undefined; model: string | undefined; bytes: number; isExpected: boolean }
    | undefined;
  /** Names of results with other bytes, the first few. */
  examples: string[];
  errors: { code: string; message: string; count: number }[];
}

const mostExamples = 5;

/**
 * Results are told apart by the size and the checksum that Cloud Storage keeps of each; one of each kind is read.
 * @param answers all objects that lie among the results
 */
export async function checkResults(
  outcomes: readonly Outcome[],
  answers: readonly StoredObject[],
  buckets: Pick<Buckets, "download">,
  expected: Uint8Array | undefined,
): Promise<CheckedResults> {
  const found = outcomes.flatMap((outcome) => (outcome.kind === "result" ? [outcome.object] : []));
  const groups = [...Map.groupBy(found, ({ size, crc32c }) => `${size} ${crc32c}`).values()].toSorted(
    (a, b) => b.length - a.length,
  );
  let reference = expected;
  let same = 0;
  const different: StoredObject[] = [];
  for (const group of groups) {
    const isRead = reference === undefined || group[0]!.size === reference.byteLength;
    const content = isRead ? await buckets.download(group[0]!) : undefined;
    reference ??= content!;
    if (content !== undefined && Buffer.compare(content, reference) === 0) same += group.length;
    else different.push(...group);
  }
  const about = groups[0]?.[0];
  const rows = about?.metadata[resultMetadata.rows];
  return {
    results: {
      same,
      different: different.length,
      failed: outcomes.filter(({ kind }) => kind === "failed").length,
      lost: outcomes.filter(({ kind }) => kind === "lost").length,
      extra: extraAmong(answers, found),
    },
    reference: reference && {
      rows: rows === undefined ? undefined : Number(rows),
      model: about?.metadata[resultMetadata.model],
      bytes: reference.byteLength,
      isExpected: expected !== undefined,
    },
    examples: different.slice(0, mostExamples).map(({ name }) => name),
    errors: errorsOf(outcomes),
  };
}

function extraAmong(answers: readonly StoredObject[], found: readonly StoredObject[]): number {
  const known = new Map(found.map(({ name, generation }) => [name, generation]));
  const results = answers.filter(({ name }) => !isSeriesReportName(name) && !name.endsWith(".error.json"));
  return results.filter(({ name, generation }) => known.get(name) !== generation).length;
}

function errorsOf(outcomes: readonly Outcome[]): CheckedResults["errors"] {
  const errors = outcomes.flatMap((outcome) => (outcome.kind === "failed" ? [outcome.error] : []));
  return [...Map.groupBy(errors, ({ code }) => code).entries()]
    .map(([code, all]) => ({ code, message: all[0]!.message, count: all.length }))
    .toSorted((a, b) => b.count - a.count);
}
