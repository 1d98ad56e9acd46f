// What is wrong with the times of a schedule. https://cloud.google.com/scheduler/docs/configuring/cron-job-schedules

interface Field {
  title: string;
  from: number;
  to: number;
  /** Names of its numbers, from `from` on. */
  words?: readonly string[];
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const fields: readonly Field[] = [
  { title: "minute", from: 0, to: 59 },
  { title: "hour", from: 0, to: 23 },
  { title: "day of the month", from: 1, to: 31 },
  { title: "month", from: 1, to: 12, words: months },
  { title: "day of the week", from: 0, to: 7, words: weekdays },
];

/** In a leap year. */
const longestDays = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A clause that follows a colon, and what would be right; undefined for times that come. */
export function cronFault(cron: string): { fault: string; details: string[] } | undefined {
  const texts = cron.trim().split(/\s+/);
  if (texts.length !== fields.length) return { fault: "it has not five fields", details: [] };
  const numbers = fields.map((field, at) => numbersOf(texts[at]!, field));
  const wrong = numbers.indexOf(undefined);
  if (wrong !== -1)
    return { fault: `the ${fields[wrong]!.title} is "${texts[wrong]}"`, details: [rightOf(fields[wrong]!)] };
  const [, , days, inMonths] = numbers as number[][];
  const comes = inMonths!.some((month) => days!.some((day) => day <= longestDays[month - 1]!));
  // Where both days are given, either will do.
  if (comes || texts[4] !== "*") return undefined;
  return { fault: "there is no such day in any year", details: [] };
}

/** Undefined for what is no list of numbers, ranges and steps. */
function numbersOf(text: string, field: Field): number[] | undefined {
  const lists = text.split(",").map((item) => itemOf(item, field));
  return lists.some((list) => list === undefined) ? undefined : (lists as number[][]).flat();
}

function itemOf(item: string, field: Field): number[] | undefined {
  const [, all, first, last, step] = /^(?:(\*)|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(item) ?? [];
  const isMany = all !== undefined || last !== undefined;
  const low = all === undefined ? numberOf(first, field) : field.from;
  const high = all === undefined ? numberOf(last ?? first, field) : field.to;
  const by = Number(step ?? 1);
  const isStep = step === undefined || (isMany && by >= 1 && by <= field.to - field.from + 1);
  if (low === undefined || high === undefined || low > high || !isStep) return undefined;
  return Array.from({ length: Math.floor((high - low) / by) + 1 }, (_, at) => low + at * by);
}

function numberOf(text: string | undefined, { from, to, words = [] }: Field): number | undefined {
  if (text === undefined) return undefined;
  const word = words.indexOf(text.toLowerCase());
  const number = word === -1 ? Number(/^\d+$/.exec(text)?.[0] ?? Number.NaN) : from + word;
  return number >= from && number <= to ? number : undefined;
}

const rightOf = ({ title, from, to, words }: Field): string =>
  `The ${title} is *, a number from ${from} to ${to}${words === undefined ? "" : ` or a name such as ${words[1]!.toUpperCase()}`}, a range that rises, a list with commas, or a step of * or of a range such as */2.`;
