// The Logging query language, as far as tools use it: comparisons, AND, OR, NOT, parentheses, text search, log_id(), SEARCH().
// https://cloud.google.com/logging/docs/view/logging-query-language
import { invalid } from "../fields.ts";
import { lexerOf, tokensOf, type Token } from "../filter-tokens.ts";
import type { StatusError } from "../../wire/status.ts";
import { loadPatterns } from "../linear-pattern.ts";
import { comparison, fieldReader, textSearch } from "./comparison.ts";
import type { LogEntry } from "./entry.ts";
import { searcher } from "./search.ts";

export type Predicate = (entry: LogEntry) => boolean;

export interface Filter {
  matches: Predicate;
  /** Entries outside of these nine-digit RFC 3339 bounds never match: spares reading them. */
  from?: string;
  to?: string;
  /** Nor do entries that were received before. */
  receivedFrom?: string;
}

type FilterToken = Token<"text" | "quoted" | "operator" | "open" | "close" | "minus" | "dot" | "comma">;

const lexer = lexerOf<FilterToken["kind"]>({
  space: /(?:\s|--[^\n]*)+/,
  quoted: /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/,
  operator: /!=|>=|<=|=~|!~|=|>|<|:/,
  open: /\(/,
  close: /\)/,
  minus: /-(?=[\w("])/,
  dot: /\./,
  comma: /,/,
  text: /[\w*/@%+#$-]+/,
});

const refuse = (what: string, at: number): StatusError =>
  invalid(`Unparseable filter: ${what} at position ${at}.`);

const unexpected = ({ text, at }: FilterToken): StatusError => refuse(`unexpected "${text}"`, at);

const allOf =
  (parts: Predicate[]): Predicate =>
  (entry) =>
    parts.every((part) => part(entry));
const anyOf =
  (parts: Predicate[]): Predicate =>
  (entry) =>
    parts.some((part) => part(entry));

const escapes: Record<string, string> = { a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

/** https://cloud.google.com/logging/docs/view/logging-query-language#values_conversions */
const unquote = (quoted: string): string =>
  quoted
    .slice(1, -1)
    .replaceAll(
      /\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))/gs,
      (_, four: string | undefined, two: string | undefined, character: string) =>
        four === undefined && two === undefined
          ? (escapes[character] ?? character)
          : String.fromCharCode(Number.parseInt((four ?? two)!, 16)),
    );

/** Parentheses in parentheses; whoever has more has no readable filter. */
const deepest = 100;

/** @throws StatusError INVALID_ARGUMENT */
export async function parseFilter(filter: string): Promise<Filter> {
  const tokens: FilterToken[] = tokensOf(filter, lexer, (at) =>
    refuse(`unexpected "${filter.slice(at, at + 10)}"`, at),
  ).map((token) => (token.kind === "quoted" ? { ...token, text: unquote(token.text) } : token));
  const compile = tokens.some(({ text }) => /^[=!]~$/.test(text)) ? await loadPatterns() : undefined;
  let next = 0;
  let depth = 0;
  const bounds: Pick<Filter, "from" | "to" | "receivedFrom"> = {};
  const peek = (): FilterToken | undefined => tokens[next];
  const isWord = (token: FilterToken | undefined, word: string) =>
    token?.kind === "text" && token.text === word;
  const end = () => refuse("unexpected end", filter.length);

  function deeper(): void {
    if (++depth > deepest) throw refuse("nested too deeply", peek()?.at ?? filter.length);
  }

  // OR binds tighter than AND here, unlike in most languages.
  function conjunction(): Predicate {
    const parts = [disjunction()];
    for (;;) {
      const token = peek();
      if (token === undefined || token.kind === "close") break;
      if (isWord(token, "AND")) next++;
      parts.push(disjunction());
    }
    return allOf(parts);
  }

  function disjunction(): Predicate {
    const parts = [negation()];
    // A bound under an OR holds for one branch only.
    while (isWord(peek(), "OR")) {
      next++;
      depth++;
      parts.push(negation());
      depth--;
      if (depth === 0) {
        delete bounds.from;
        delete bounds.to;
        delete bounds.receivedFrom;
      }
    }
    return anyOf(parts);
  }

  function negation(): Predicate {
    const token = peek();
    if (isWord(token, "NOT") || token?.kind === "minus") {
      next++;
      deeper();
      const inner = negation();
      depth--;
      return (entry) => !inner(entry);
    }
    return term();
  }

  function term(): Predicate {
    const token = tokens[next++];
    if (token === undefined) throw end();
    if (token.kind === "open") {
      deeper();
      const inner = conjunction();
      depth--;
      if (tokens[next++]?.kind !== "close") throw refuse('")" is missing', token.at);
      return inner;
    }
    const word = name(token);
    if (token.kind === "text" && /^(AND|OR)$/.test(word)) throw unexpected(token);
    const path = [word];
    while (peek()?.kind === "dot") {
      next++;
      path.push(name(tokens[next++]));
    }
    if (token.kind === "text" && peek()?.kind === "open") return call(token);
    const operator = peek();
    if (operator?.kind !== "operator") return textSearch(path.join("."));
    next++;
    return values(path, operator);
  }

  function name(token: FilterToken | undefined): string {
    if (token === undefined) throw end();
    if (token.kind !== "text" && token.kind !== "quoted") throw unexpected(token);
    return token.text;
  }

  function call({ text, at }: FilterToken): Predicate {
    if (text === "SEARCH") return search();
    if (text !== "log_id") throw refuse(`unknown function "${text}"`, at);
    next++;
    const suffix = `/logs/${encodeURIComponent(lastArgument())}`;
    return (entry) => entry.logName.endsWith(suffix);
  }

  function lastArgument(): string {
    const argument = tokens[next++];
    if (argument === undefined) throw end();
    if (argument.kind !== "quoted") throw unexpected(argument);
    const close = tokens[next++];
    if (close?.kind !== "close") throw refuse('")" is missing', argument.at + argument.text.length);
    return argument.text;
  }

  /** `SEARCH("words")` or `SEARCH(field, "words")`. */
  function search(): Predicate {
    next++;
    if (tokens[next + 1]?.kind === "close") {
      const matches = searcher(lastArgument());
      return (entry) => matches(entry);
    }
    const path = [name(tokens[next++])];
    while (peek()?.kind === "dot") {
      next++;
      path.push(name(tokens[next++]));
    }
    const comma = tokens[next++];
    if (comma?.kind !== "comma") throw comma ? unexpected(comma) : end();
    const read = fieldReader(path);
    const matches = searcher(lastArgument());
    return (entry) => matches(read(entry));
  }

  /** One value, or several in parentheses: `severity = (ERROR OR CRITICAL)`. */
  function values(path: string[], operator: FilterToken): Predicate {
    if (peek()?.kind !== "open") {
      const value = oneValue();
      const found = comparison(path, operator.text, value, compile);
      if (depth === 0 && path.length === 1 && found.time !== undefined) {
        const isLower = operator.text.startsWith(">");
        if (isLower && path[0] === "timestamp") bounds.from = found.time;
        if (isLower && path[0] === "receiveTimestamp") bounds.receivedFrom = found.time;
        if (operator.text.startsWith("<") && path[0] === "timestamp") bounds.to = found.time;
      }
      return found.matches;
    }
    next++;
    const parts = [comparison(path, operator.text, oneValue(), compile).matches];
    let word: string | undefined;
    for (;;) {
      const token = tokens[next++];
      if (token === undefined) throw end();
      if (token.kind === "close") break;
      if (!isWord(token, "OR") && !isWord(token, "AND")) throw refuse("AND or OR is missing", token.at);
      if (word !== undefined && word !== token.text) throw refuse("AND and OR are mixed", token.at);
      word = token.text;
      parts.push(comparison(path, operator.text, oneValue(), compile).matches);
    }
    return word === "AND" ? allOf(parts) : anyOf(parts);
  }

  function oneValue(): string {
    const token = tokens[next++];
    if (token === undefined) throw end();
    if (token.kind === "quoted") return token.text;
    let text = token.kind === "minus" ? "-" : "";
    const first = token.kind === "minus" ? tokens[next++] : token;
    if (first?.kind !== "text") throw unexpected(token);
    text += first.text;
    // Numbers, host names and times may stand without quotes; a dot or a colon then belongs to the value.
    let last = first;
    while (peek()?.at === last.at + last.text.length && (peek()?.kind === "dot" || peek()?.text === ":")) {
      const tail = tokens[next + 1];
      if (tail?.kind !== "text") break;
      text += peek()!.text + tail.text;
      next += 2;
      last = tail;
    }
    return text;
  }

  if (tokens.length === 0) return { matches: () => true };
  const matches = conjunction();
  const rest = peek();
  if (rest) throw unexpected(rest);
  return { matches, ...bounds };
}
