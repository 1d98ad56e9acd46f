// Dates of a result on the clock of its history, so that both can be drawn in one picture: by the style of the input where
// the result has its text, and from UTC where it has moments.
import { zoneOffsets } from "../../model/clock/zone-rules.ts";
import { createDateWriter, parseDate, type DateStyle } from "../../model/csv/parse-date.ts";
import type { ReadDate } from "../../model/csv/read-forecast.ts";
import { createDateReader } from "../../model/dates/date-format.ts";
import { createDateFinder } from "../../model/dates/find-date-format.ts";
import { offsetOfZone, type OffsetAt } from "../../model/dates/zones.ts";
import { isTextStyle } from "../../model/results/date-cells.ts";
import { hasTypedDates, type ResultFormat } from "../../model/results/result-format.ts";
import type { Series } from "../../model/series/dataset.ts";

/** So many dates show which names of months there are. */
const mostDates = 500;

/** Of a column, by one of its series. */
export function dateReaderFor(history: Series | undefined, format: ResultFormat): ReadDate {
  const { style, ds } = history ?? {};
  if (style?.pattern === undefined || ds === undefined) return parseDate;
  // These are ISO.
  if (hasTypedDates(format) && !isTextStyle(style)) return parseDate;
  const finder = createDateFinder({ format: style.pattern });
  const write = createDateWriter(style);
  for (const seconds of ds.slice(-mostDates)) finder.add(write(seconds));
  const finding = finder.result();
  if (finding.kind !== "found") return parseDate;
  const read = createDateReader(finding.format);
  return (text) => {
    const date = read(text);
    return typeof date === "string" ? parseDate(text) : date;
  };
}

/** From the time that a result shows to the one on the clock by which its history goes. */
export function toClockOf(history: Series | undefined, format: ResultFormat): (wall: number) => number {
  const offsetAt = history && offsetsFor(history.style, history.clock, format);
  return offsetAt === undefined ? (wall) => wall : (moment) => moment + offsetAt(moment);
}

/** Undefined where the result is on that clock already. */
function offsetsFor(style: DateStyle, clock: Series["clock"], format: ResultFormat): OffsetAt | undefined {
  const isMoment = format === "parquet" && style.precision === "time" && style.zone !== "";
  if (clock === undefined) return isMoment ? offsetOfZone(style.zone) : undefined;
  if (!clock.isUtc && !isMoment) return undefined;
  return clock.zone === undefined ? () => clock.offset : zoneOffsets(clock.zone);
}
