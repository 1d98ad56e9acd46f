// The filter language of Cloud Monitoring: which series, or which metrics, a request or an alert is about.
// https://cloud.google.com/monitoring/api/v3/filters
import { StatusError } from "../../wire/status.ts";
import { invalid } from "../fields.ts";
import { lexerOf, tokensOf, type Token } from "../filter-tokens.ts";
import { loadPatterns, type CompilePattern } from "../linear-pattern.ts";

/** The value of a field such as `metric.type` or `resource.labels.service_name`; empty where there is none. */
export type Subject = (field: string) => string;

export interface MonitoringFilter {
  takes: (subject: Subject) => boolean;
  /** Which values fields must have, wherever one does not stand in an OR or a NOT. */
  required: readonly (readonly [field: string, value: string])[];
}

type FilterToken = Token<"word" | "quoted" | "operator" | "open" | "close" | "minus" | "comma" | "dot">;
type ValueTest = (value: string) => boolean;

const lexer = lexerOf<FilterToken["kind"]>({
  space: /\s+/,
  quoted: /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/,
  operator: /!=|>=|<=|=|>|<|:/,
  open: /\(/,
  close: /\)/,
  comma: /,/,
  dot: /\./,
  minus: /-(?=[A-Za-z("])/,
  word: /[\w/$@+-]+/,
});

const fields = /^(?:project|resource\.type|metric\.type|(?:resource|metric)\.labels?\.[^.]+)$/;

/** Known to Google, and of nothing that is here. */
const notHere = /^(?:group\.id|metadata\.)/;

/** Parentheses in parentheses; whoever has more has no readable filter. */
const deepest = 100;

/** @throws StatusError INVALID_ARGUMENT for what Google refuses, UNIMPLEMENTED for what only the local cloud does */
export async function parseMonitoringFilter(source: string): Promise<MonitoringFilter> {
  const refuse = (at: number): StatusError => {
    const rest = source.slice(at).trim();
    return invalid(
      rest === "" ? "Could not parse the filter: it ends early." : `Could not parse the filter at "${rest}".`,
    );
  };
  const tokens = tokensOf(source, lexer, refuse);
  const compile = source.includes("full_match") ? await loadPatterns() : undefined;
  let next = 0;
  let depth = 0;

  const peek = (): FilterToken | undefined => tokens[next];
  const isWord = (word: string) => peek()?.kind === "word" && peek()?.text === word;
  const here = (): StatusError => refuse(peek()?.at ?? source.length);
  function take(kind: FilterToken["kind"]): string {
    const token = peek();
    if (token?.kind !== kind) throw here();
    next++;
    return token.text;
  }
  function inside<T>(read: () => T): T {
    if (++depth > deepest) throw invalid("The filter is nested too deeply.");
    const found = read();
    depth--;
    return found;
  }

  // NOT binds tightest, then OR, then AND, which may be left out.
  function conjunction(): MonitoringFilter {
    const parts = [disjunction()];
    while (peek() !== undefined && peek()?.kind !== "close") {
      if (isWord("AND")) next++;
      parts.push(disjunction());
    }
    return {
      takes: (subject) => parts.every(({ takes }) => takes(subject)),
      required: parts.flatMap(({ required }) => required),
    };
  }

  function disjunction(): MonitoringFilter {
    const parts = [negation()];
    while (isWord("OR")) {
      next++;
      parts.push(negation());
    }
    if (parts.length === 1) return parts[0]!;
    return { takes: (subject) => parts.some(({ takes }) => takes(subject)), required: [] };
  }

  function negation(): MonitoringFilter {
    if (!isWord("NOT") && peek()?.kind !== "minus") return term();
    next++;
    const { takes } = inside(negation);
    return { takes: (subject) => !takes(subject), required: [] };
  }

  function term(): MonitoringFilter {
    if (peek()?.kind !== "open") return comparison();
    next++;
    const inner = inside(conjunction);
    take("close");
    return inner;
  }

  function comparison(): MonitoringFilter {
    const field = fieldName();
    const operator = take("operator");
    if (operator === ":") {
      const part = text();
      return { takes: (subject) => subject(field).includes(part), required: [] };
    }
    const { test, equals } = value();
    if (/[<>]/.test(operator))
      throw new StatusError("UNIMPLEMENTED", `The local cloud does not compare by ${operator} in filters.`);
    if (operator === "!=") return { takes: (subject) => !test(subject(field)), required: [] };
    return {
      takes: (subject) => test(subject(field)),
      required: equals === undefined ? [] : [[field, equals]],
    };
  }

  function fieldName(): string {
    const start = peek()?.at ?? source.length;
    const path = [take("word")];
    while (peek()?.kind === "dot") {
      next++;
      path.push(peek()?.kind === "quoted" ? unquote(take("quoted")) : take("word"));
    }
    const field = path.join(".");
    if (notHere.test(field))
      throw new StatusError("UNIMPLEMENTED", `The local cloud knows nothing of ${field} in filters.`);
    if (!fields.test(field)) throw refuse(start);
    return field.replace(/^(resource|metric)\.label\./, "$1.labels.");
  }

  function value(): { test: ValueTest; equals?: string } {
    const token = peek();
    if (token?.kind === "word" && isCall()) return { test: call() };
    const wanted = text();
    return { test: (found) => found === wanted, equals: wanted };
  }

  /** A name, perhaps with dots, and a parenthesis behind it. */
  function isCall(): boolean {
    let at = next;
    while (tokens[at]?.kind === "word" && tokens[at + 1]?.kind === "dot") at += 2;
    return tokens[at]?.kind === "word" && tokens[at + 1]?.kind === "open";
  }

  function call(): ValueTest {
    const start = peek()!.at;
    let name = take("word");
    while (peek()?.kind === "dot") {
      next++;
      name += `.${take("word")}`;
    }
    take("open");
    const given = [text()];
    while (peek()?.kind === "comma") {
      next++;
      given.push(text());
    }
    take("close");
    const made = functionOf(name, given, compile);
    if (made === undefined) throw refuse(start);
    return made;
  }

  /** Quoted, or as it stands up to the next space. */
  function text(): string {
    const token = peek();
    if (token?.kind === "quoted") return unquote(take("quoted"));
    if (token?.kind !== "word" || /^(?:AND|OR|NOT)$/.test(token.text)) throw here();
    let found = "";
    for (let end = token.at; ; ) {
      const part = peek();
      if (part === undefined || part.at !== end || !["word", "dot", "minus"].includes(part.kind))
        return found;
      next++;
      found += part.text;
      end += part.text.length;
    }
  }

  if (tokens.length === 0) return { takes: () => true, required: [] };
  const filter = conjunction();
  if (peek() !== undefined) throw here();
  return filter;
}

/** Undefined for a function that there is not, or one with other arguments. */
function functionOf(
  name: string,
  given: readonly string[],
  compile: CompilePattern | undefined,
): ValueTest | undefined {
  const [first = "", second] = given;
  if (name === "one_of") return (found) => given.includes(found);
  if (name === "has_substring" && (second === undefined || /^(?:true|false)$/.test(second))) {
    const fold = (text: string) => (second === "true" ? text.toLowerCase() : text);
    return (found) => fold(found).includes(fold(first));
  }
  if (second !== undefined) return undefined;
  if (name === "starts_with") return (found) => found.startsWith(first);
  if (name === "ends_with") return (found) => found.endsWith(first);
  if (name !== "monitoring.regex.full_match") return undefined;
  const pattern = compile?.(first);
  if (pattern === undefined) throw invalid(`The filter's regular expression "${first}" is not valid.`);
  return (found) => pattern.isAllOf(found);
}

const unquote = (quoted: string): string => quoted.slice(1, -1).replaceAll(/\\(["'\\])/g, "$1");
