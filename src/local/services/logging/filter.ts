// The Logging query language, as far as tools use it: comparisons, AND, OR, NOT, parentheses, text search, log_id().
// https://cloud.google.com/logging/docs/view/logging-query-language
import { invalid } from "../fields.ts";
import type { StatusError } from "../../wire/status.ts";
import { comparison, textSearch } from "./comparison.ts";
import type { LogEntry } from "./entry.ts";

export type Predicate = (entry: LogEntry) => boolean;

export interface Filter {
  matches: Predicate;
  /** Entries outside of these nine-digit RFC 3339 bounds never match: spares reading them. */
  from?: string;
  to?: string;
}

interface Token {
  kind: "text" | "quoted" | "operator" | "(" | ")" | "-" | ".";
  text: string;
  at: number;
}

const lexer =
  /(?<space>(?:\s|--[^\n]*)+)|(?<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<operator>!=|>=|<=|=~|!~|=|>|<|:)|(?<parenthesis>[()])|(?<minus>-(?=[\w("]))|(?<dot>\.)|(?<text>[\w*/@%+#$-][\w*/@%+#$-]*)/y;

const refuse = (what: string, at: number): StatusError =>
  invalid(`Unparseable filter: ${what} at position ${at}.`);

function tokensOf(filter: string): Token[] {
  const tokens: Token[] = [];
  lexer.lastIndex = 0;
  while (lexer.lastIndex < filter.length) {
    const at = lexer.lastIndex;
    const groups = lexer.exec(filter)?.groups;
    if (!groups) throw refuse(`unexpected "${filter.slice(at, at + 10)}"`, at);
    const { quoted, operator, parenthesis, minus, dot, text } = groups;
    if (quoted !== undefined) tokens.push({ kind: "quoted", text: unquote(quoted), at });
    else if (operator !== undefined) tokens.push({ kind: "operator", text: operator, at });
    else if (parenthesis !== undefined) tokens.push({ kind: parenthesis as "(", text: parenthesis, at });
    else if (minus !== undefined) tokens.push({ kind: "-", text: minus, at });
    else if (dot !== undefined) tokens.push({ kind: ".", text: dot, at });
    else if (text !== undefined) tokens.push({ kind: "text", text, at });
  }
  return tokens;
}

const escapes: Record<string, string> = { n: "\n", r: "\r", t: "\t" };

const unquote = (quoted: string): string =>
  quoted.slice(1, -1).replaceAll(/\\(.)/gs, (_, character: string) => escapes[character] ?? character);

/** @throws StatusError INVALID_ARGUMENT */
export function parseFilter(filter: string): Filter {
  const tokens = tokensOf(filter);
  let next = 0;
  let depth = 0;
  const bounds: { from?: string; to?: string } = {};
  const peek = (): Token | undefined => tokens[next];
  const isWord = (token: Token | undefined, word: string) => token?.kind === "text" && token.text === word;
  const end = () => refuse("unexpected end", filter.length);

  // OR binds tighter than AND here, unlike in most languages.
  function conjunction(): Predicate {
    const parts = [disjunction()];
    for (;;) {
      const token = peek();
      if (token === undefined || token.kind === ")") break;
      if (isWord(token, "AND")) next++;
      parts.push(disjunction());
    }
    return parts.length === 1 ? parts[0]! : (entry) => parts.every((part) => part(entry));
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
      }
    }
    return parts.length === 1 ? parts[0]! : (entry) => parts.some((part) => part(entry));
  }

  function negation(): Predicate {
    const token = peek();
    if (isWord(token, "NOT") || token?.kind === "-") {
      next++;
      depth++;
      const inner = negation();
      depth--;
      return (entry) => !inner(entry);
    }
    return term();
  }

  function term(): Predicate {
    const token = tokens[next++];
    if (token === undefined) throw end();
    if (token.kind === "(") {
      depth++;
      const inner = conjunction();
      depth--;
      if (tokens[next++]?.kind !== ")") throw refuse('")" is missing', token.at);
      return inner;
    }
    if (token.kind !== "text" && token.kind !== "quoted")
      throw refuse(`unexpected "${token.text}"`, token.at);
    if (token.kind === "text" && /^(AND|OR)$/.test(token.text)) {
      throw refuse(`unexpected "${token.text}"`, token.at);
    }
    const path = [token.text];
    while (peek()?.kind === ".") {
      next++;
      const part = tokens[next++];
      if (part === undefined) throw end();
      if (part.kind !== "text" && part.kind !== "quoted") throw refuse(`unexpected "${part.text}"`, part.at);
      path.push(part.text);
    }
    if (token.kind === "text" && peek()?.kind === "(") return call(token);
    const operator = peek();
    if (operator?.kind !== "operator") return textSearch(path.join("."));
    next++;
    return values(path, operator);
  }

  function call({ text, at }: Token): Predicate {
    const [, argument, close] = tokens.slice(next, next + 3);
    if (text !== "log_id" || argument?.kind !== "quoted" || close?.kind !== ")") {
      throw refuse(`unknown function "${text}"`, at);
    }
    next += 3;
    const suffix = `/logs/${encodeURIComponent(argument.text)}`;
    return (entry) => entry.logName.endsWith(suffix);
  }

  /** One value, or several in parentheses: `severity = (ERROR OR CRITICAL)`. */
  function values(path: string[], operator: Token): Predicate {
    if (peek()?.kind !== "(") {
      const value = oneValue();
      const found = comparison(path, operator.text, value);
      if (depth === 0 && path.length === 1 && path[0] === "timestamp" && found.time !== undefined) {
        if (operator.text.startsWith(">")) bounds.from = found.time;
        if (operator.text.startsWith("<")) bounds.to = found.time;
      }
      return found.matches;
    }
    next++;
    const parts = [comparison(path, operator.text, oneValue()).matches];
    let word: string | undefined;
    for (;;) {
      const token = tokens[next++];
      if (token === undefined) throw end();
      if (token.kind === ")") break;
      if (!isWord(token, "OR") && !isWord(token, "AND")) throw refuse("AND or OR is missing", token.at);
      if (word !== undefined && word !== token.text) throw refuse("AND and OR are mixed", token.at);
      word = token.text;
      parts.push(comparison(path, operator.text, oneValue()).matches);
    }
    return word === "AND"
      ? (entry) => parts.every((part) => part(entry))
      : (entry) => parts.some((part) => part(entry));
  }

  function oneValue(): string {
    const token = tokens[next++];
    if (token === undefined) throw end();
    if (token.kind === "quoted") return token.text;
    let text = token.kind === "-" ? "-" : "";
    const first = token.kind === "-" ? tokens[next++] : token;
    if (first?.kind !== "text") throw refuse(`unexpected "${token.text}"`, token.at);
    text += first.text;
    // Numbers, host names and times may stand without quotes; a dot or a colon then belongs to the value.
    let last = first;
    while (peek()?.at === last.at + last.text.length && (peek()?.kind === "." || peek()?.text === ":")) {
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
  if (rest) throw refuse(`unexpected "${rest.text}"`, rest.at);
  return { matches, ...bounds };
}
