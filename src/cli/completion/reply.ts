// What a shell is answered: the first line says what it shall do, each line below it is one that it may offer.
import { inOneLine } from "../../core/quote.ts";
import type { Candidates } from "./candidates.ts";
import type { OpenWord } from "./typed.ts";

/** A description is for a glance: beside a name there is no more room. */
const mostDescription = 60;

/**
 * For zsh and fish, which quote by themselves: `value`, or `value TAB description`.
 * @param isWhole whether they take whole words, with what the word holds in front of the value
 */
export function plainReply(candidates: Candidates, typed: string, { isWhole }: { isWhole: boolean }): string {
  const { suggestions, written } = candidates;
  const lines = suggestions
    .map(({ value, description }) => ({ word: written + value, value, description }))
    .filter(({ word, value }) => word.startsWith(typed) && !/[\t\r\n]/.test(value))
    .map(({ word, value, description }) => {
      const shown = glance(description);
      return `${isWhole ? word : value}${shown === "" ? "" : `\t${shown}`}`;
    });
  return `${[directive(candidates), ...lines].join("\n")}\n`;
}

/** `files goes-on written` */
function directive({ shell, goesOn, written }: Candidates): string {
  return [shell, goesOn ? "goes-on" : undefined, written === "" ? undefined : "written"]
    .filter((word) => word !== undefined)
    .join(" ");
}

/**
 * For bash, which puts each line as it is in the place of what it takes for the word: what stands behind the last of its
 * word breaks, or behind an open quote.
 * @param line up to the cursor
 * @param breaks `COMP_WORDBREAKS`
 */
export function bashReply(candidates: Candidates, word: OpenWord, line: string, breaks: string): string {
  const { suggestions, written } = candidates;
  const kept = keptLength(word, line, breaks);
  const lines = suggestions
    .map(({ value }) => written + value)
    .filter((whole) => whole.startsWith(word.text) && !/[\r\n]/.test(whole))
    .map((whole) => bashQuote(whole.slice(kept), word.quote));
  return `${[directive(candidates), ...lines].join("\n")}\n`;
}

/** How much of the word, as it is meant, bash leaves as it stands. */
function keptLength(word: OpenWord, line: string, breaks: string): number {
  const raw = line.slice(word.start);
  const from = word.quote === "" ? lastBreak(raw, breaks) + 1 : openQuote(raw) + 1;
  return meant(raw.slice(0, from)).length;
}

function lastBreak(raw: string, breaks: string): number {
  for (let at = raw.length - 1; at >= 0; at--) {
    const slashes = /\\*$/.exec(raw.slice(0, at))![0].length;
    if (breaks.includes(raw[at]!) && slashes % 2 === 0) return at;
  }
  return -1;
}

/** Where the quote begins that is open at the end. */
function openQuote(raw: string): number {
  let quote = "";
  let start = -1;
  for (let at = 0; at < raw.length; at++) {
    const each = raw[at]!;
    if (each === "\\" && quote !== "'") at++;
    else if (quote === "" && (each === "'" || each === '"')) [quote, start] = [each, at];
    else if (each === quote) quote = "";
  }
  return start;
}

/** Without quotes and backslashes. */
const meant = (raw: string): string =>
  raw.replaceAll(
    /\\(.)|'([^']*)('|$)|["]/gs,
    (_, escaped?: string, single?: string) => escaped ?? single ?? "",
  );

function bashQuote(text: string, quote: OpenWord["quote"]): string {
  if (quote === "'") return text.replaceAll("'", String.raw`'\''`);
  if (quote === '"') return text.replaceAll(/["$`\\]/g, String.raw`\$&`);
  // A tilde means a home only where a word begins.
  return text.replaceAll(/[\s"'$`\\!&;|<>()*?[\]{}#]/g, String.raw`\$&`).replace(/^~/, String.raw`\~`);
}

/** For PowerShell, in whose older versions what programs print is no UTF-8: as JSON in ASCII. */
export function powershellReply(candidates: Candidates, typed: string): string {
  const { suggestions, written } = candidates;
  const found = suggestions
    .filter(({ value }) => (written + value).startsWith(typed))
    .map(({ value, description }) => ({
      text: powershellQuote(written + value),
      shown: value,
      // It takes no empty one.
      tip: glance(description) || value,
    }));
  return `${JSON.stringify(found).replaceAll(/[^ -~]/g, unicode)}\n`;
}

const unicode = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

const powershellQuote = (word: string): string =>
  /^[\w./:=+%-]+$/.test(word) ? word : `'${word.replaceAll("'", "''")}'`;

function glance(description = ""): string {
  const line = inOneLine(description).split(/\s+/).join(" ").trim();
  return line.length > mostDescription ? `${line.slice(0, mostDescription - 1)}…` : line;
}
