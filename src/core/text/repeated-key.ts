// A key that an object of a JSON text has twice: JSON.parse would take the last one without a word.

export interface RepeatedKey {
  key: string;
  /** How many brackets are around it. */
  depth: number;
  /** Of the second one, from 1. */
  line: number;
  /** In characters, from 1. */
  column: number;
}

/** Strings with what follows them, and the brackets around objects and lists. */
const tokens = /("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]/gs;

/** @param text valid JSON */
export function repeatedKey(text: string): RepeatedKey | undefined {
  const open: Set<string>[] = [];
  for (const { 0: token, 1: word, 2: colon, index } of text.matchAll(tokens)) {
    if (token === "{" || token === "[") open.push(new Set());
    else if (token === "}" || token === "]") open.pop();
    else if (word !== undefined && colon !== undefined) {
      const key = JSON.parse(word) as string;
      const keys = open.at(-1)!;
      if (keys.has(key)) {
        const before = text.slice(0, index);
        return {
          key,
          depth: open.length,
          line: before.split("\n").length,
          column: index - before.lastIndexOf("\n"),
        };
      }
      keys.add(key);
    }
  }
  return undefined;
}
