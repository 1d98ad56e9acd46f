import { expect, it } from "vitest";
import { UsageError } from "../../../../src/core/errors.ts";
import { termsOf, type LogFilter } from "../../../../src/library/logs/filter.ts";
import { parseFilter } from "../../../../src/local/services/logging/filter.ts";
import { completeEntry, type LogEntryInput } from "../../../../src/local/services/logging/entry.ts";

const run = "20260102-030405-a1b2c3d4";

/** By the local cloud's reading of the language, which is written from Google's pages alone. */
async function finds(filter: LogFilter, entry: Partial<LogEntryInput>): Promise<boolean> {
  const terms = await termsOf(filter);
  const { matches } = await parseFilter(terms.join(" AND "));
  const whole = {
    logName: "projects/p/logs/x",
    resource: { type: "cloud_run_revision", labels: {} },
    ...entry,
  };
  return matches(completeEntry(whole, 0));
}

const said = (message: string): Partial<LogEntryInput> => ({ jsonPayload: { message, code: "x" } });
const about = (input: string): Partial<LogEntryInput> => ({ labels: { input } });

it.each<[LogFilter, Partial<LogEntryInput>, boolean]>([
  [{ severity: "warning" }, { severity: "ERROR" }, true],
  [{ severity: "Warn" }, { severity: "WARNING" }, true],
  [{ severity: "warning" }, { severity: "NOTICE" }, false],
  [{ severity: "default" }, {}, true],
  [{ file: "data.csv" }, about(`predict/${run}/data.csv`), true],
  [{ file: "data.csv" }, about("data.csv"), true],
  [{ file: "./shops/data.csv" }, about(`predict/${run}/data.csv`), true],
  [{ file: "data.csv" }, about("predict/x/mydata.csv"), false],
  [{ file: "data.csv" }, about("predict/x/data-csv"), false],
  [{ file: "data.csv" }, about("data.csv.error.json"), false],
  [{ file: 'a "b" (1) + $.csv' }, about('x/a "b" (1) + $.csv'), true],
  [{ file: "größe 日.csv" }, about("größe 日.csv"), true],
  [{ file: "data.csv" }, said("data.csv"), false],
  [{ run }, about(`predict/${run}/data.csv`), true],
  [{ run }, about(`predict/20260102-030405-a1b2c3d5/data.csv`), false],
  [{ run }, about(`shops/predict/${run}/data.csv`), false],
  [{ text: "timed OUT" }, said("It Timed out."), true],
  [{ text: "timed out" }, { textPayload: "It timed out." }, true],
  [{ text: "data.csv" }, about("predict/x/data.csv"), true],
  [{ text: "timed out" }, said("timed in"), false],
  [{ text: 'a "quoted" \\ thing' }, said('has a "quoted" \\ thing'), true],
  [{ text: '" OR severity>=DEFAULT OR "' }, said("anything"), false],
  [{ text: "a\nb" }, said("a\nb"), true],
  [{ text: "a\u0001b" }, said("a\u0001b"), true],
  [{ text: "." }, said("no dot"), false],
  [{ text: "/timed? out/" }, said("time out"), true],
  [{ text: "/timed? out/" }, said("Timed out"), false],
  [{ text: "/timed? out/i" }, said("Timed out"), true],
  [{ text: String.raw`/^\d+ rows$/` }, said("12 rows"), true],
  [{ text: String.raw`/^\d+ rows$/` }, said("d rows"), false],
  [{ text: String.raw`/"a\/b"/` }, said('has "a/b"'), true],
  [
    { severity: "error", text: "x", file: "a.csv" },
    { severity: "ERROR", ...about("a.csv"), ...said("x") },
    true,
  ],
  [
    { severity: "error", text: "x", file: "a.csv" },
    { severity: "INFO", ...about("a.csv"), ...said("x") },
    false,
  ],
])("%j of %j is %s", async (filter, entry, is) => {
  expect(await finds(filter, entry)).toBe(is);
});

it("asks for nothing where nothing is said", async () => {
  expect(await termsOf({})).toEqual([]);
});

it.each<[LogFilter, string, string | undefined]>([
  [{ severity: "warnign" }, "usage.severity", "Did you mean WARNING?"],
  [{ severity: "crit" }, "usage.severity", "Did you mean CRITICAL?"],
  [{ severity: "constructor" }, "usage.severity", undefined],
  [{ severity: "" }, "usage.severity", undefined],
  [{ run: "yesterday" }, "usage.run", undefined],
  [{ file: "" }, "usage.file", undefined],
  [{ file: "shops/" }, "usage.file", undefined],
  [{ text: "" }, "usage.pattern", undefined],
  [{ text: "/(/" }, "usage.pattern", undefined],
  [{ text: "/(?=ahead)/" }, "usage.pattern", undefined],
  [{ text: "x".repeat(1001) }, "usage.pattern", undefined],
])("refuses %j", async (filter, code, hint) => {
  const error = await termsOf(filter).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(UsageError);
  expect(error).toMatchObject({ code, ...(hint !== undefined && { details: [hint] }) });
});
