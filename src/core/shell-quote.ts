// A command line as text. Apart from exec.ts, so that what only shows a command loads nothing that runs one.
import { hasControls } from "./quote.ts";

/** As it can be pasted into a POSIX shell. */
export const shellQuote = (argv: readonly string[]): string => argv.map(quoted).join(" ");

function quoted(word: string): string {
  if (/^[\w@%+:,./-][\w@%+=:,./-]*$/.test(word)) return word;
  if (!hasControls(word)) return `'${word.replaceAll("'", String.raw`'\''`)}'`;
  // In a way that every shell reads, and that shows what the word holds.
  const escaped = Array.from(word).map((character) =>
    hasControls(character) || character === "'" || character === "\\" ? octal(character) : character,
  );
  return `"$(printf %b '${escaped.join("")}')"`;
}

const octal = (character: string): string =>
  [...Buffer.from(character)].map((byte) => String.raw`\0${byte.toString(8).padStart(3, "0")}`).join("");
