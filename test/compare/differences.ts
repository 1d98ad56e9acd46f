// Two sets of answers side by side, less the differences that are known.
import type { Answers } from "./answers.ts";
import { areClose } from "./close-numbers.ts";
import type { KnownDifference } from "./known-differences.ts";

export interface Difference {
  /** Which answer. */
  where: string;
  /** A few lines that show it. */
  lines: string[];
  /** Of known differences, when those are all. */
  reasons: string[];
}

const metadata = " (metadata)";
const versionIn = (text = ""): string => /^cloud-runner-model-version: (.*)$/m.exec(text)?.[1] ?? "";

const mostLines = 8;
const mostCharacters = 300;

export function differencesOf(
  older: Answers,
  newer: Answers,
  known: readonly KnownDifference[],
): Difference[] {
  const found: Difference[] = [];
  for (const where of new Set([...older.keys(), ...newer.keys()])) {
    const [before, after] = [older.get(where), newer.get(where)];
    if (before === after) continue;
    const version = versionIn(older.get(where.endsWith(metadata) ? where : where + metadata));
    const here = known.filter((each) => each.where.test(where) && (each.version?.test(version) ?? true));
    const used = here.filter(
      (each) =>
        each.before === undefined ||
        replaced(before, [each]) !== before ||
        (each.before instanceof RegExp && replaced(after, [each]) !== after),
    );
    const texts = used.filter((each) => each.before !== undefined);
    const patterns = texts.filter((each) => each.before instanceof RegExp);
    const within = Math.max(0, ...used.map((each) => each.within ?? 0));
    const isKnown =
      used.some((each) => each.before === undefined && each.within === undefined) ||
      (before !== undefined &&
        after !== undefined &&
        areClose(replaced(before, texts)!, replaced(after, patterns)!, within));
    found.push({
      where,
      lines: diff(before, after),
      reasons: isKnown ? used.map(({ reason }) => reason) : [],
    });
  }
  return found;
}

const replaced = (text: string | undefined, by: readonly KnownDifference[]) =>
  by.reduce(
    (rest, { before, after }) =>
      rest?.replaceAll(typeof before === "string" ? before : new RegExp(before!, "g"), () => after!),
    text,
  );

/** The lines that differ, first to last. */
function diff(before: string | undefined, after: string | undefined): string[] {
  if (before === undefined) return ["only in the newer state"];
  if (after === undefined) return ["only in the older state"];
  const [old, young] = [before.split("\n"), after.split("\n")];
  const lines: string[] = [];
  for (let at = 0; at < Math.max(old.length, young.length) && lines.length < mostLines; at++) {
    if (old[at] === young[at]) continue;
    lines.push(
      ...[`- ${old[at] ?? ""}`, `+ ${young[at] ?? ""}`].map((line) => line.slice(0, mostCharacters)),
    );
  }
  return lines;
}
