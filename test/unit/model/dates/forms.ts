// The ways in which the world writes dates, each by code that shares nothing with the sources.

export type Step = "minutes" | "hours" | "days" | "weeks" | "months" | "quarters" | "years";

/** Writes a date, in ways that share nothing with the sources. */
export interface Form {
  name: string;
  steps: readonly Step[];
  write(date: Date): string;
  /** Whether days of a year, months and years of two digits may be taken for one another. */
  hasTwins?: boolean;
  isNamed?: boolean;
}

const two = (value: number) => String(value).padStart(2, "0");
const y = (date: Date) => date.getUTCFullYear();
export const M = (date: Date) => date.getUTCMonth() + 1;
const d = (date: Date) => date.getUTCDate();
const H = (date: Date) => date.getUTCHours();
const m = (date: Date) => two(date.getUTCMinutes());
const yy = (date: Date) => two(y(date) % 100);
const MM = (date: Date) => two(M(date));
const dd = (date: Date) => two(d(date));
const Q = (date: Date) => Math.ceil(M(date) / 3);
const h = (date: Date) => (H(date) % 12 === 0 ? 12 : H(date) % 12);
const half = (date: Date) => (H(date) < 12 ? "AM" : "PM");
export const seconds = (date: Date) => date.getTime() / 1000;

const fine: readonly Step[] = ["minutes", "hours"];
const daily: readonly Step[] = ["days", "weeks", "months"];
const monthly: readonly Step[] = ["months", "quarters"];

/** ISO weeks by the Thursday of the week. */
function weekOf(date: Date): { year: number; week: number } {
  const thursday = new Date(date.getTime() + (4 - (date.getUTCDay() || 7)) * 86_400_000);
  const start = Date.UTC(y(thursday), 0, 1);
  return { year: y(thursday), week: Math.floor((thursday.getTime() - start) / 604_800_000) + 1 };
}

const languages =
  "en de fr es pt it nl sv da nb fi pl cs hr sk hu ro ru uk bg el tr ja zh ko ar he hi vi lt".split(" ");

function named(language: string, steps: readonly Step[], options: Intl.DateTimeFormatOptions): Form {
  const format = new Intl.DateTimeFormat(`${language}-u-ca-gregory-nu-latn`, { ...options, timeZone: "UTC" });
  return {
    name: `${language} ${JSON.stringify(options)}`,
    steps,
    isNamed: true,
    hasTwins: options.dateStyle === "medium",
    write: (date) => format.format(date).replaceAll(/[\u00a0\u202f]/g, " "),
  };
}

export const forms: readonly Form[] = [
  { name: "yyyyMMdd", steps: daily, write: (t) => `${y(t)}${MM(t)}${dd(t)}` },
  { name: "yyyyMMddTHHmm", steps: fine, write: (t) => `${y(t)}${MM(t)}${dd(t)}T${two(H(t))}${m(t)}` },
  { name: "y/M/d", steps: daily, write: (t) => `${y(t)}/${M(t)}/${d(t)}` },
  { name: "y.MM.dd H:mm", steps: fine, write: (t) => `${y(t)}.${MM(t)}.${dd(t)} ${H(t)}:${m(t)}` },
  { name: "d.M.y", steps: daily, write: (t) => `${d(t)}.${M(t)}.${y(t)}`, hasTwins: true },
  {
    name: "dd.MM.yyyy HH:mm",
    steps: fine,
    write: (t) => `${dd(t)}.${MM(t)}.${y(t)} ${two(H(t))}:${m(t)}`,
    hasTwins: true,
  },
  { name: "dd/MM/yyyy", steps: daily, write: (t) => `${dd(t)}/${MM(t)}/${y(t)}`, hasTwins: true },
  { name: "M/d/yyyy", steps: daily, write: (t) => `${M(t)}/${d(t)}/${y(t)}`, hasTwins: true },
  {
    name: "M/d/yy h:mm a",
    steps: fine,
    write: (t) => `${M(t)}/${d(t)}/${yy(t)} ${h(t)}:${m(t)} ${half(t)}`,
    hasTwins: true,
  },
  { name: "dd-MM-yy", steps: daily, write: (t) => `${dd(t)}-${MM(t)}-${yy(t)}`, hasTwins: true },
  { name: "yy-MM-dd", steps: daily, write: (t) => `${yy(t)}-${MM(t)}-${dd(t)}`, hasTwins: true },
  {
    name: "MM/dd/yyyy HH:mm:ss",
    steps: fine,
    write: (t) => `${MM(t)}/${dd(t)}/${y(t)} ${two(H(t))}:${m(t)}:00`,
    hasTwins: true,
  },
  { name: "yyyy-W", steps: ["weeks"], write: (t) => `${weekOf(t).year}-W${two(weekOf(t).week)}` },
  { name: "W yyyy", steps: ["weeks"], write: (t) => `W${two(weekOf(t).week)} ${weekOf(t).year}` },
  {
    name: "yyyy-DDD",
    steps: ["days"],
    write: (t) => `${y(t)}-${String((t.getTime() - Date.UTC(y(t), 0, 1)) / 86_400_000 + 1).padStart(3, "0")}`,
  },
  { name: "yyyyQ", steps: ["quarters"], write: (t) => `${y(t)}Q${Q(t)}` },
  { name: "Q yyyy", steps: ["quarters"], write: (t) => `Q${Q(t)} ${y(t)}` },
  { name: "QT", steps: ["quarters"], write: (t) => `${Q(t)}T${yy(t)}` },
  { name: "y-q", steps: ["quarters"], write: (t) => `${y(t)}-${Q(t)}`, hasTwins: true },
  { name: "y-M", steps: ["months"], write: (t) => `${y(t)}-${M(t)}`, hasTwins: true },
  { name: "MM/yyyy", steps: monthly, write: (t) => `${MM(t)}/${y(t)}` },
  { name: "yyyyMM", steps: monthly, write: (t) => `${y(t)}${MM(t)}`, hasTwins: true },
  { name: "yyyyMmm", steps: monthly, write: (t) => `${y(t)}M${MM(t)}` },
  { name: "yyyy", steps: ["years"], write: (t) => `${y(t)}` },
  { name: "yyyy.0", steps: ["years"], write: (t) => `${y(t)}.0` },
  { name: "yyyy/yy", steps: ["years"], write: (t) => `${y(t)}/${two((y(t) + 1) % 100)}`, hasTwins: true },
  { name: "FY", steps: ["years"], write: (t) => `FY${y(t)}` },
  { name: "unix", steps: [...fine, ...daily], write: (t) => String(seconds(t)) },
  { name: "unix-ms", steps: [...fine, ...daily], write: (t) => `${seconds(t)}000` },
  { name: "unix-ns", steps: [...fine, ...daily], write: (t) => `${seconds(t)}000000000` },
  { name: "excel", steps: ["days", "weeks"], write: (t) => String(seconds(t) / 86_400 + 25_569) },
  { name: "RFC 2822", steps: fine, write: (t) => t.toUTCString() },
  {
    name: "Apache",
    steps: fine,
    write: (t) => t.toUTCString().replace(/^.*?, (\d+) (\w+) (\d+) (\S+) GMT$/, "$1/$2/$3:$4 +0200"),
  },
  {
    name: "JavaScript",
    steps: fine,
    write: (t) =>
      t.toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+) (\S+) GMT$/, "$1 $3 $2 $4 $5 GMT+0100 (CET)"),
  },
  { name: "MMM-yy", steps: ["months"], write: (t) => `${t.toUTCString().slice(8, 11)}-${yy(t)}` },
  {
    name: "d-MMM-yy",
    steps: daily,
    write: (t) => `${d(t)}-${t.toUTCString().slice(8, 11)}-${yy(t)}`,
    hasTwins: true,
  },
  { name: "yyyy MMM", steps: monthly, write: (t) => `${y(t)} ${t.toUTCString().slice(8, 11)}` },
  ...languages.flatMap((language) => [
    named(language, daily, { dateStyle: "long" }),
    named(language, daily, { dateStyle: "medium" }),
    named(language, monthly, { month: "long", year: "numeric" }),
    named(language, fine, { dateStyle: "long", timeStyle: "short" }),
  ]),
];
