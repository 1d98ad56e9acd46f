// The words of a line that is being typed, as its shell would hand them to the command.

export interface Typed {
  /** Behind the command's own name, in front of the cursor's word. */
  before: readonly string[];
  /** The cursor's word, up to the cursor. */
  current: string;
  /** What stands behind the cursor's word. */
  after: readonly string[];
}

/** Where a word that is not finished stands. */
export interface OpenWord {
  text: string;
  /** The quote that is open at its end, if any. */
  quote: "" | "'" | '"';
  /** Of its characters in the line. */
  start: number;
}

/** Quotes and backslashes as POSIX shells read them; variables and commands are not looked at. */
export function splitLine(line: string): OpenWord[] {
  const words: OpenWord[] = [];
  let word: OpenWord | undefined;
  const add = (at: number, text: string) => {
    word ??= { text: "", quote: "", start: at };
    word.text += text;
  };
  let quote: OpenWord["quote"] = "";
  for (let at = 0; at < line.length; at++) {
    const each = line[at]!;
    const next = line[at + 1];
    if (quote === "'") {
      if (each === "'") quote = "";
      else add(at, each);
    } else if (quote === '"') {
      if (each === '"') quote = "";
      else if (each === "\\" && next !== undefined && '$`"\\'.includes(next)) add(at++, next);
      else add(at, each);
    } else if (each === "\\") {
      // At the very end nothing is escaped yet.
      add(at++, next ?? "");
    } else if (each === "'" || each === '"') {
      quote = each;
      add(at, "");
    } else if (/\s/.test(each)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else add(at, each);
  }
  words.push(word === undefined ? { text: "", quote: "", start: line.length } : { ...word, quote });
  return words;
}

/** One word as it stands in the line, perhaps with a quote still open. */
export const unquoted = (raw: string): string =>
  splitLine(raw)
    .map(({ text }) => text)
    .join(" ");

/** `~/data.csv` as the shell would open it. */
export const withHome = (path: string, home: string | undefined): string =>
  home !== undefined && /^~(?=\/|$)/.test(path) ? home + path.slice(1) : path;
