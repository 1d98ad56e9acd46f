// The filter language of subscriptions: it sees attributes only.
// https://cloud.google.com/pubsub/docs/subscription-message-filter#filtering_syntax
import { lexerOf, tokensOf, type Token } from "../filter-tokens.ts";

export type Attributes = Record<string, string>;
export type Filter = (attributes: Attributes) => boolean;

type Kind = "word" | "text" | "symbol" | "end";

// `-attributes:k` is `NOT attributes:k`; inside a key a hyphen is a letter.
const lexer = lexerOf<Exclude<Kind, "end">>({
  space: /\s+/,
  word: /(?<![.:]\s*|-)-(?=[A-Za-z0-9_-])|[A-Za-z0-9_-]+/,
  text: /"(?:[^"\\]|\\.)*"/,
  symbol: /!=|[=:().,]/,
});

/**
 * Compiles a filter; the empty one lets everything through.
 * @throws SyntaxError that says what is wrong and where.
 */
export function compileFilter(source: string): Filter {
  if (source.trim() === "") return () => true;
  const tokens: Token<Kind>[] = tokensOf(
    source,
    lexer,
    (at) => new SyntaxError(`\`${source[at]}\` at character ${at + 1} has no meaning here`),
  );
  tokens.push({ kind: "end", text: "", at: source.length });
  let position = 0;
  const peek = () => tokens[position]!;
  const isSymbol = (value: string) => peek().kind === "symbol" && peek().text === value;
  const isWord = (value: string) => peek().kind === "word" && peek().text === value;

  function take(kind: Kind, value?: string): string {
    const token = peek();
    const text = token.kind === "text" ? unquote(token.text) : token.text;
    if (token.kind !== kind || (value !== undefined && text !== value)) {
      const wanted = value === undefined ? called[kind] : `\`${value}\``;
      const found = token.kind === "end" ? called.end : `\`${text}\``;
      throw new SyntaxError(`expected ${wanted} but found ${found} at character ${token.at + 1}`);
    }
    position++;
    return text;
  }

  /** A key is a bare word, or a text when it has other characters. */
  const key = (): string => (peek().kind === "text" ? take("text") : take("word"));

  function expression(): Filter {
    const first = factor();
    const operator = isWord("AND") ? "AND" : isWord("OR") ? "OR" : undefined;
    if (!operator) return first;
    const terms = [first];
    while (isWord(operator)) {
      position++;
      terms.push(factor());
    }
    // Google wants parentheses where the two meet, so that no precedence has to be remembered.
    if (isWord("AND") || isWord("OR")) {
      throw new SyntaxError(`AND and OR need parentheses to be combined, at character ${peek().at + 1}`);
    }
    return operator === "AND"
      ? (attributes) => terms.every((term) => term(attributes))
      : (attributes) => terms.some((term) => term(attributes));
  }

  function factor(): Filter {
    if (isWord("NOT") || isWord("-")) {
      position++;
      const negated = factor();
      return (attributes) => !negated(attributes);
    }
    if (isSymbol("(")) {
      position++;
      const inner = expression();
      take("symbol", ")");
      return inner;
    }
    return isWord("hasPrefix") ? prefix() : comparison();
  }

  function prefix(): Filter {
    take("word", "hasPrefix");
    take("symbol", "(");
    take("word", "attributes");
    take("symbol", ".");
    const name = key();
    take("symbol", ",");
    const start = take("text");
    take("symbol", ")");
    return (attributes) => valueOf(attributes, name)?.startsWith(start) ?? false;
  }

  function comparison(): Filter {
    take("word", "attributes");
    if (isSymbol(":")) {
      position++;
      const name = key();
      return (attributes) => valueOf(attributes, name) !== undefined;
    }
    take("symbol", ".");
    const name = key();
    const negated = isSymbol("!=");
    take("symbol", negated ? "!=" : "=");
    const wanted = take("text");
    // A message without the attribute has another value, too.
    return (attributes) => (valueOf(attributes, name) === wanted) !== negated;
  }

  const filter = expression();
  take("end");
  return filter;
}

const called: Record<Kind, string> = {
  word: "a word",
  text: "a quoted text",
  symbol: "a symbol",
  end: "the end",
};

const valueOf = (attributes: Attributes, name: string): string | undefined =>
  Object.hasOwn(attributes, name) ? attributes[name] : undefined;

const escapes: Record<string, string> = { n: "\n", t: "\t", r: "\r" };

function unquote(text: string): string {
  return text
    .slice(1, -1)
    .replaceAll(
      /\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-7]{3})|(.))/gs,
      (_, unicode?: string, hex?: string, octal?: string, other?: string) => {
        if (other !== undefined) return escapes[other] ?? other;
        return String.fromCodePoint(octal ? parseInt(octal, 8) : parseInt((unicode ?? hex)!, 16));
      },
    );
}
