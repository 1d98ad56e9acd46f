// The report on failed series, put together in Storage: a panel of a million series may have as many entries.
import type { FailedSeries } from "../../core/contract.ts";
import type { InputGeneration } from "../../core/job/job-contract.ts";
import type { Prediction } from "../../model/predict/prediction.ts";
import { aroundEntries, betweenEntries } from "../storage/series-report.ts";
import type { SliceReport } from "./finish-slice.ts";
import { gathered, readPart, writePart, type PartsPlace } from "./stored-parts.ts";

/** @throws CloudError when another try may succeed */
export async function composeFailed(
  reports: readonly Pick<SliceReport, "failed">[],
  { input, count }: { input: InputGeneration; count: number },
  place: PartsPlace,
): Promise<Omit<NonNullable<Prediction["series"]>, "count">> {
  const [first, ...others] = reports.flatMap(({ failed }) => failed ?? []);
  if (first === undefined) return { failed: [] };
  const total = (of: "fellBack" | "left") => others.reduce((sum, part) => sum + part[of], first[of]);
  const counts = { count, fellBack: total("fellBack"), left: total("left") };
  const { before, after } = aroundEntries({ schemaVersion: 1, input, ...counts });
  // Nothing stands before the first entry.
  const entries = Buffer.from(await readPart(first, place))
    .toString()
    .slice(betweenEntries.length);
  const [begin, end] = [await writePart(`${before}${entries}`, place), await writePart(after, place)];
  return {
    failed: JSON.parse(`[${entries}]`) as FailedSeries[],
    stored: { ...counts, parts: await gathered([begin, ...others, end], place) },
  };
}
