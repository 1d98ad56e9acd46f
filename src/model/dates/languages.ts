// Names of months and weekdays in the languages that Intl knows, in all the forms in which files have them.

/**
 * The commoner first: of two languages that know all names of a column, the first is taken. Croatian stands before Polish
 * and Czech: its lis has 31 days, theirs 30, so that no day is taken for a stray before another name tells them apart.
 */
const allTags: readonly string[] =
  "en de fr es pt it nl sv da nb fi is hr pl cs sk hu ro bg sr sr-Latn sl mk uk ru be lt lv et el tr az kk uz ka hy he ar fa ur hi bn ta te ml kn mr gu pa si th lo km my id ms fil ca gl eu cy ga sq bs af sw mn zh ja ko vi de-AT".split(
    " ",
  );

/** Forms that Excel and old systems write and Intl does not. */
const further: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  de: { mrz: 3, mae: 3, maerz: 3 },
};

export interface Language {
  tag: string;
  /** By a folded name. Months count from 1, and so do weekdays, with Monday. */
  months: ReadonlyMap<string, number>;
  weekdays: ReadonlyMap<string, number>;
  /** Whole lists of names, one for each form. */
  monthForms: readonly (readonly string[])[];
  weekdayForms: readonly (readonly string[])[];
  /** Folded words that dates have between the names: `de`, `г`, `klo`. */
  fillers(): ReadonlySet<string>;
}

/** The same for MÄRZ, Mär. and marz; marks of other scripts are letters of their own and stay. */
export function foldName(name: string): string {
  const lower = name
    .toLowerCase()
    .normalize("NFD")
    .replaceAll(/[\u0300-\u036f.\u200e\u200f׳॰․]/g, "");
  return lower.replaceAll("ı", "i").normalize("NFC");
}

export interface Languages {
  readonly tags: readonly string[];
  /** Loading one takes about a millisecond, so each is loaded once and only when it is asked for. */
  load(index: number): Language;
}

/** @param tags those of all languages, English first, unless one is known */
export function createLanguages(tags: readonly string[] = allTags): Languages {
  const loaded: Language[] = [];
  return { tags, load: (index) => (loaded[index] ??= loadLanguage(tags[index]!)) };
}

/** Constant: the names of months and weekdays, of each language when it is first asked for. */
export const allLanguages = createLanguages();

/** One that is known. */
export const onlyLanguage = (tag: string): Languages => ({
  tags: [tag],
  load: () => allLanguages.load(allTags.indexOf(tag)),
});

function loadLanguage(tag: string): Language {
  const formatOf = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(`${tag}-u-ca-gregory-nu-latn`, { ...options, timeZone: "UTC" });
  const months = Array.from({ length: 12 }, (_, month) => Date.UTC(2024, month, 15));
  const weekdays = Array.from({ length: 7 }, (_, day) => Date.UTC(2024, 0, 1 + day));
  const monthForms = (["short", "long"] as const).flatMap((month) => [
    namesBy(formatOf({ month, day: "numeric", year: "numeric" }), "month", months),
    namesBy(formatOf({ month }), "month", months),
  ]);
  // Greek has another form beside a year than alone. Not by parts: of such a format V8 ends the process for gd.
  const beside = formatOf({ month: "long", year: "numeric" });
  monthForms.push(months.map((date) => longestWord(beside.format(date))));
  const weekdayForms = (["short", "long"] as const).map((weekday) =>
    namesBy(formatOf({ weekday }), "weekday", weekdays),
  );
  // Portuguese leaves the second half of segunda-feira out.
  if (tag === "pt") weekdayForms.push(weekdayForms[1]!.map((name) => name.replace("-feira", "")));
  let fillers: ReadonlySet<string> | undefined;
  return {
    tag,
    months: dictionary(monthForms, further[tag]),
    weekdays: dictionary(weekdayForms),
    monthForms: withoutDots(monthForms),
    weekdayForms: withoutDots(weekdayForms),
    fillers: () => (fillers ??= fillersOf(formatOf)),
  };
}

function namesBy(format: Intl.DateTimeFormat, part: "month" | "weekday", dates: readonly number[]): string[] {
  return dates.map((date) => {
    const parts = format.formatToParts(date);
    const index = parts.findIndex(({ type }) => type === part);
    const before = parts[index - 1];
    // Hebrew writes "in" and the month as one word; "de gener" and "d’abril" have an article that is no part of the name.
    const prefix = before?.type === "literal" ? (/\p{L}$/u.exec(before.value)?.[0] ?? "") : "";
    return prefix + ((parts[index]?.value ?? "").split(/[\s’]/).at(-1) ?? "");
  });
}

const longestWord = (text: string): string =>
  (text.match(/[\p{L}\p{M}]+/gu) ?? []).reduce(
    (longest, word) => (word.length > longest.length ? word : longest),
    "",
  );

function fillersOf(
  formatOf: (options: Intl.DateTimeFormatOptions) => Intl.DateTimeFormat,
): ReadonlySet<string> {
  const formats: Intl.DateTimeFormatOptions[] = [
    { dateStyle: "full", timeStyle: "short" },
    { dateStyle: "long", timeStyle: "short" },
    { dateStyle: "medium", timeStyle: "short" },
    { year: "numeric", month: "long" },
  ];
  const literals = formats.flatMap((options) =>
    formatOf(options)
      .formatToParts(Date.UTC(2024, 0, 15, 13))
      .flatMap(({ type, value }) =>
        type === "literal" || type === "era" ? value.split(/[^\p{L}\p{M}.]+/u) : [],
      ),
  );
  return new Set(literals.map(foldName).filter((word) => word !== ""));
}

function dictionary(forms: readonly (readonly string[])[], more: Readonly<Record<string, number>> = {}) {
  const found = new Map<string, number>(Object.entries(more));
  const add = (key: string, index: number) => {
    const known = found.get(key);
    // Of a beginning that two names share, neither is meant.
    found.set(key, known === undefined || known === index ? index : 0);
  };
  const whole = forms.flatMap((names) => names.map((name, index) => [foldName(name), index + 1] as const));
  const named = whole.filter(([name]) => /^\p{L}(?:[\p{L}\p{M}-]|\u200c|\u200d)*$/u.test(name));
  const exact = new Set(named.map(([name]) => name));
  for (const [name, index] of named) add(name, index);
  for (const [name, index] of named) {
    if (!/^[a-z\u0370-\u04ff]+$/.test(name)) continue;
    for (let length = 3; length < Math.min(name.length, 5); length++) {
      const start = name.slice(0, length);
      if (!exact.has(start)) add(start, index);
    }
  }
  for (const [key, index] of found) if (index === 0) found.delete(key);
  return found;
}

function withoutDots(forms: readonly (readonly string[])[]): string[][] {
  return forms.flatMap((names) => [[...names], names.map((name) => name.replace(/\.$/, ""))]);
}

/** Words before and after noon. */
const halfWords: readonly (readonly [RegExp, number])[] = [
  [/^(?:am|a|上午|凌晨|清晨|早上|午前|오전|πμ|sa|ص|pg)$/, 0],
  [/^(?:pm|p|下午|中午|晚上|午後|오후|μμ|ch|م|ptg)$/, 1],
];

/** @returns 0 before noon, 1 after it, -1 for another word */
export function halfOf(word: string): number {
  const folded = foldName(word).replaceAll(/\s/g, "");
  return halfWords.find(([pattern]) => pattern.test(folded))?.[1] ?? -1;
}

/**
 * All twelve months, or all seven weekdays, in the form that the names of a file have; the file's own come first.
 * @param seen names of the file, with the number of what each means
 */
export function namesLike(
  seen: ReadonlyMap<string, number>,
  forms: readonly (readonly string[])[],
): readonly string[] {
  const cases = [
    (name: string) => name,
    (name: string) => name.toLowerCase(),
    (name: string) => name.toUpperCase(),
    (name: string) => name.charAt(0).toUpperCase() + name.slice(1),
  ];
  let best: readonly string[] = [];
  let most = -1;
  for (const form of forms) {
    for (const change of cases) {
      const names = form.map(change);
      let count = 0;
      for (const [name, number] of seen) if (names[number - 1] === name) count++;
      if (count > most) [best, most] = [names, count];
    }
  }
  const own = [...best];
  for (const [name, number] of seen)
    if (![...seen.keys()].includes(best[number - 1]!)) own[number - 1] = name;
  return own;
}
