import { expect, it } from "vitest";
import { resultMetadata } from "../../../../src/core/contract.ts";
import { CloudRunnerError } from "../../../../src/core/errors.ts";
import { checkResults } from "../../../../src/library/load/check-results.ts";
import type { Outcome } from "../../../../src/library/load/send-copies.ts";
import type { StoredObject } from "../../../../src/library/predict/buckets.ts";

const contents: Record<string, string> = {
  a: "date,prediction\n1,2\n",
  b: "date,prediction\n1,3\n",
  c: "longer than the others",
};
const object = (name: string, content: keyof typeof contents, generation = "1"): StoredObject => ({
  name,
  generation,
  size: contents[content]!.length,
  crc32c: content,
  metadata: { [resultMetadata.rows]: "1", [resultMetadata.model]: "naive" },
});
const result = (name: string, content: keyof typeof contents): Outcome => {
  const copy = { name, generation: "1", dueMs: 0, startMs: 0, sentMs: 0 };
  return { kind: "result", copy, object: object(name, content), latencyMs: 1 };
};
const failed = (code: string): Outcome => ({
  kind: "failed",
  name: "x",
  error: new CloudRunnerError(`${code} happened.`, { code }),
});
let downloads = 0;
const buckets = {
  async download({ crc32c }: StoredObject) {
    downloads++;
    return Buffer.from(contents[crc32c!]!);
  },
};
const objectsOf = (outcomes: Outcome[]) =>
  outcomes.flatMap((outcome) => (outcome.kind === "result" ? [outcome.object] : []));

it("takes for right what most results are, and reads one of each kind", async () => {
  downloads = 0;
  const outcomes = [result("1", "b"), result("2", "a"), result("3", "a"), result("4", "c")];
  expect(await checkResults(outcomes, objectsOf(outcomes), buckets, undefined)).toEqual({
    results: { same: 2, different: 2, failed: 0, lost: 0, extra: 0 },
    reference: { rows: 1, model: "naive", bytes: contents["a"]!.length, isExpected: false },
    examples: ["1", "4"],
    errors: [],
  });
  // What has another size is another content.
  expect(downloads).toBe(2);
});

it("takes for right what was expected, however few are it", async () => {
  const outcomes = [result("1", "b"), result("2", "a"), result("3", "a")];
  const { results, reference } = await checkResults(
    outcomes,
    objectsOf(outcomes),
    buckets,
    Buffer.from(contents["b"]!),
  );
  expect(results).toMatchObject({ same: 1, different: 2 });
  expect(reference?.isExpected).toBe(true);
});

it("notices what was written once more, and what nobody asked for", async () => {
  const outcomes = [result("1", "a"), result("2", "a")];
  const answers = [
    object("1", "a"),
    object("2", "a", "7"),
    object("3", "a"),
    object("1.series.json", "a"),
    object("4.error.json", "a"),
  ];
  expect((await checkResults(outcomes, answers, buckets, undefined)).results.extra).toBe(2);
});

it("counts errors by code, the most frequent first", async () => {
  const copy = { name: "x", generation: "1", dueMs: 0, startMs: 0, sentMs: 0 };
  const outcomes: Outcome[] = [failed("a"), failed("b"), failed("b"), { kind: "lost", copy }];
  expect(await checkResults(outcomes, [], buckets, undefined)).toEqual({
    results: { same: 0, different: 0, failed: 3, lost: 1, extra: 0 },
    reference: undefined,
    examples: [],
    errors: [
      { code: "b", message: "b happened.", count: 2 },
      { code: "a", message: "a happened.", count: 1 },
    ],
  });
});
