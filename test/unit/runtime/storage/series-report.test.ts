// The report on failed series is the same text, whether it is written at once or put together of pieces.
import { expect, it } from "vitest";
import type { FailedSeries } from "../../../../src/core/contract.ts";
import {
  aroundEntries,
  betweenEntries,
  entriesText,
  seriesReportText,
} from "../../../../src/runtime/storage/series-report.ts";

const about = {
  schemaVersion: 1 as const,
  input: { bucket: "in", name: 'a "failed": [] of\n[].csv', generation: "7" },
  count: 9,
  fellBack: 2,
  left: 1,
};

const entry = (id: string): FailedSeries => ({
  id: { shop: id, sku: "" },
  line: 3,
  column: 1,
  code: "csv.too-short",
  message: 'There are 2 rows;\n"more" are needed.',
  fix: "Send more.",
  fallback: id === "b" ? null : "naive",
});

it.each([[["a"]], [["a", "b\nc\u2028d"]], [["a", "b", "[]", "{}"]]])("of series %j", (ids) => {
  const failed = ids.map(entry);
  const { before, after } = aroundEntries(about);
  const whole = seriesReportText({ ...about, failed });
  expect(`${before}${entriesText(failed)}${after}`).toBe(whole);
  const pieces = failed.map((each) => entriesText([each]));
  expect(`${before}${pieces.join(betweenEntries)}${after}`).toBe(whole);
  expect(JSON.parse(whole)).toEqual({ ...about, failed });
});
