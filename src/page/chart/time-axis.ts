// Ticks of a time axis on the clock of the series: no time zone of the reader's has a part in it.

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
/** Of seconds, up to weeks; months and years come after them. */
const steps = [
  1,
  5,
  15,
  30,
  ...[1, 5, 15, 30].map((each) => each * minute),
  ...[1, 3, 6, 12].map((each) => each * hour),
  ...[1, 2, 7, 14].map((each) => each * day),
];
const monthSteps = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12_000, 60_000];
const monthSeconds = 30.4 * day;
/** 1970-01-05, so that weeks begin on Mondays. */
const firstMonday = 4 * day;

export interface TimeTicks {
  at: number[];
  labels: string[];
}

/** @param most how many have room */
export function timeTicks(from: number, to: number, most: number): TimeTicks {
  const rough = (to - from) / Math.max(1, most);
  const step = steps.find((each) => each >= rough);
  const at = step === undefined ? monthTicks(from, to, rough) : evenTicks(from, to, step);
  return { at, labels: at.map((seconds, index) => label(seconds, step, at[index - 1])) };
}

function evenTicks(from: number, to: number, step: number): number[] {
  const origin = step >= 7 * day ? firstMonday : 0;
  const first = Math.ceil((from - origin) / step) * step + origin;
  return Array.from(
    { length: Math.max(0, Math.floor((to - first) / step) + 1) },
    (_, row) => first + row * step,
  );
}

function monthTicks(from: number, to: number, rough: number): number[] {
  const step = monthSteps.find((each) => each * monthSeconds >= rough) ?? monthSteps.at(-1)!;
  const start = new Date(from * 1000);
  const months = Math.floor((start.getUTCFullYear() * 12 + start.getUTCMonth()) / step) * step;
  const ticks: number[] = [];
  for (let month = months; ticks.length < 1000; month += step) {
    const date = new Date(0);
    date.setUTCFullYear(Math.floor(month / 12), ((month % 12) + 12) % 12, 1);
    const seconds = date.getTime() / 1000;
    if (!(seconds <= to)) break;
    if (seconds >= from) ticks.push(seconds);
  }
  return ticks;
}

/** The date stands below the time at the first tick of each day. */
function label(seconds: number, step: number | undefined, before: number | undefined): string {
  const iso = new Date(seconds * 1000).toISOString();
  const [date = "", time = ""] = iso.split("T");
  if (step === undefined) return date.endsWith("-01-01") ? date.slice(0, -6) : date.slice(0, -3);
  if (step >= day) return date;
  const isNewDay = before === undefined || Math.floor(before / day) !== Math.floor(seconds / day);
  const clock = step < minute ? time.slice(0, 8) : time.slice(0, 5);
  return isNewDay ? `${clock}\n${date}` : clock;
}
