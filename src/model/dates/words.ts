// What the words in a column of dates mean, in one language; while the format is being found, in the first language that
// knows all words that were seen.
import { foldName, type Language, type Languages } from "./languages.ts";

export interface Words {
  /** 1 to 12, or 0 when it is no month. */
  month(name: string): number;
  /** 1 is Monday; 0 when it is no weekday. */
  weekday(name: string): number;
  readonly seen: {
    readonly months: ReadonlyMap<string, number>;
    readonly weekdays: ReadonlyMap<string, number>;
  };
  /** How often a new word has changed what earlier ones mean. */
  readonly changes: number;
  /** Of all names so far. */
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

  function learn(kind: "months" | "weekdays", name: string): number {
    const key = `${kind} ${name}`;
    if (unknown.size > mostUnknown || unknown.has(key)) return 0;
    const folded = foldName(name);
    let number = load(current)[kind].get(folded);
    for (let index = 0; number === undefined && index < tags.length; index++) {
      const language = load(index);
      if (!language[kind].has(folded) || !knowsAll(language)) continue;
      number = language[kind].get(folded)!;
      changeTo(index);
    }
    if (number === undefined) unknown.add(key);
    else seen[kind].set(name, number);
    return number ?? 0;
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
    seen,
    get changes() {
      return changes;
    },
    language: () => load(current),
    rival() {
      if (!neighbours.has(tags[current]!) || tags.length === 1) return undefined;
      const differs = (language: Language) =>
        [...seen.months].some(([name, number]) => language.months.get(foldName(name)) !== number);
      const others = tags.flatMap((tag, index) => (neighbours.has(tag) ? [load(index)] : []));
      return others.find((language) => knowsAll(language) && differs(language));
    },
  };
}
