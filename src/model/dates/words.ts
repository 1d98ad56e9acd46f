// What the words in a column of dates mean, in one language; while the format is being found, in the first language that
// knows all words that were seen.
import { foldName, type Language, type Languages } from "./languages.ts";

type Kind = "months" | "weekdays";
type Name = readonly [kind: Kind, name: string];

export interface Words {
  /** 1 to 12, or 0 when it is no month. */
  month(name: string): number;
  /** 1 is Monday; 0 when it is no weekday. */
  weekday(name: string): number;
  /** Whether a language knows these names and all seen ones; they are not held for seen. */
  know(...names: readonly Name[]): boolean;
  /** Whether such a language has a word between the names. */
  isFiller(word: string, ...names: readonly Name[]): boolean;
  readonly seen: {
    readonly months: ReadonlyMap<string, number>;
    readonly weekdays: ReadonlyMap<string, number>;
  };
  /** How often a new word has changed what earlier ones mean. */
  readonly changes: number;
  /** Of all names so far: of the languages that know them, the one that writes them so. */
  language(): Language;
  /** Another language that knows all names, and takes one for another month or day. */
  rival(): Language | undefined;
}

/** More words than all forms of all names of a language: the column holds something else. */
const mostUnknown = 30;

/** Languages of which one name means two months: listopad is October or November. */
const neighbours: ReadonlySet<string> = new Set(["pl", "cs", "hr"]);

/** @param languages one, or those that may be meant */
export function createWords(languages: Languages): Words {
  const { tags } = languages;
  const load = (index: number) => languages.load(index);
  let current = 0;
  let changes = 0;
  const seen = { months: new Map<string, number>(), weekdays: new Map<string, number>() };
  const unknown = new Set<string>();

  const knowsAll = (language: Language) =>
    [...seen.months.keys()].every((name) => language.months.has(foldName(name))) &&
    [...seen.weekdays.keys()].every((name) => language.weekdays.has(foldName(name)));

  const hasAll = (language: Language, names: readonly Name[]) =>
    names.every(([kind, name]) => language[kind].has(foldName(name))) && knowsAll(language);

  /** The language that knows these names as well, -1 when there is none. */
  function languageWith(names: readonly Name[]): number {
    const key = names.map((name) => name.join(" ")).join(" ");
    if (unknown.size > mostUnknown || unknown.has(key)) return -1;
    if (hasAll(load(current), names)) return current;
    const found = tags.findIndex((_, index) => hasAll(load(index), names));
    if (found < 0) unknown.add(key);
    return found;
  }

  function learn(kind: Kind, name: string): number {
    const index = languageWith([[kind, name]]);
    if (index < 0) return 0;
    if (index !== current) changeTo(index);
    const number = load(index)[kind].get(foldName(name))!;
    seen[kind].set(name, number);
    return number;
  }

  function language(): Language {
    // English knows "jan" too, and all read the same.
    if (current === 0 || tags.length === 1) return load(current);
    const exact = (candidate: Language) =>
      [...seen.months].filter(([name, number]) =>
        candidate.monthForms.some((form) => form[number - 1] === name),
      ).length +
      [...seen.weekdays].filter(([name, number]) =>
        candidate.weekdayForms.some((form) => form[number - 1] === name),
      ).length;
    const isSame = (candidate: Language) =>
      [...seen.months].every(([name, number]) => candidate.months.get(foldName(name)) === number);
    const all = [load(current), ...tags.map((_, index) => load(index))];
    const fitting = all.filter((candidate) => knowsAll(candidate) && isSame(candidate));
    return fitting.reduce((best, next) => (exact(next) > exact(best) ? next : best));
  }

  function changeTo(index: number): void {
    current = index;
    for (const kind of ["months", "weekdays"] as const) {
      for (const [name, before] of seen[kind]) {
        const now = load(index)[kind].get(foldName(name))!;
        if (now === before) continue;
        seen[kind].set(name, now);
        changes++;
      }
    }
  }

  return {
    month: (name) => seen.months.get(name) ?? learn("months", name),
    weekday: (name) => seen.weekdays.get(name) ?? learn("weekdays", name),
    know: (...names) => languageWith(names) >= 0,
    isFiller: (word, ...names) =>
      tags.some((_, index) => hasAll(load(index), names) && load(index).fillers().has(word)),
    seen,
    get changes() {
      return changes;
    },
    language,
    rival() {
      if (!neighbours.has(tags[current]!) || tags.length === 1) return undefined;
      const differs = (language: Language) =>
        [...seen.months].some(([name, number]) => language.months.get(foldName(name)) !== number);
      const others = tags.flatMap((tag, index) => (neighbours.has(tag) ? [load(index)] : []));
      return others.find((language) => knowsAll(language) && differs(language));
    },
  };
}
