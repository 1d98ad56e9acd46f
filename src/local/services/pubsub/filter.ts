// The filter language of subscriptions: it sees attributes only.
// https://cloud.google.com/pubsub/docs/subscription-message-filter#filtering_syntax

export type Attributes = Record<string, string>;
export type Filter = (attributes: Attributes) => boolean;

interface Token {
  kind: "word" | "text" | "symbol" | "end";
  value: string;
  at: number;
}

const pattern = /\s*(?:(?<word>[A-Za-z0-9_-]+)|(?<text>"(?:[^"\\]|\\.)*")|(?<symbol>!=|[=:().,]))/y;

/**
 * Compiles a filter; the empty one lets everything through.
 * @throws SyntaxError that says what is wrong and where.
 */
export function compileFilter(source: string): Filter {
  if (source.trim() === "") return () => true;
  const tokens = tokenize(source);
  let position = 0;
  const peek = (): Token => tokens[position]!;
  const isSymbol = (value: string) => peek().kind === "symbol" && peek().value === value;
  const isWord = (value: string) => peek().kind === "word" && peek().value === value;

  function take(kind: Token["kind"], value?: string): string {
    const token = peek();
    if (token.kind !== kind || (value !== undefined && token.value !== value)) {
      const wanted =
        value === undefined
          ? kind === "text"
            ? "a quoted text"
            : kind === "end"
              ? "the end"
              : `a ${kind}`
          : `\`${value}\``;
      const found = token.kind === "end" ? "the end" : `\`${token.value}\``;
      throw new SyntaxError(`expected ${wanted} but found ${found} at character ${token.at + 1}`);
    }
    position++;
    return token.value;
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

const valueOf = (attributes: Attributes, name: string): string | undefined =>
  Object.hasOwn(attributes, name) ? attributes[name] : undefined;

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  const end = source.trimEnd().length;
  pattern.lastIndex = 0;
  while (pattern.lastIndex < end) {
    const start = pattern.lastIndex;
    const match = pattern.exec(source);
    if (!match) {
      const at = start + /^\s*/.exec(source.slice(start))![0].length;
      throw new SyntaxError(`\`${source[at]}\` at character ${at + 1} has no meaning here`);
    }
    const { word, text, symbol } = match.groups!;
    const value = word ?? text ?? symbol!;
    const at = pattern.lastIndex - value.length;
    if (text !== undefined) tokens.push({ kind: "text", value: unquote(text), at });
    else if (symbol !== undefined) tokens.push({ kind: "symbol", value, at });
    else if (value.startsWith("-") && value.length > 1 && !isAfterKeyMark(tokens)) {
      // `-attributes:k` is `NOT attributes:k`; inside a key a hyphen is a letter.
      tokens.push({ kind: "word", value: "-", at }, { kind: "word", value: value.slice(1), at: at + 1 });
    } else tokens.push({ kind: "word", value, at });
  }
  tokens.push({ kind: "end", value: "", at: source.length });
  return tokens;
}

function isAfterKeyMark(tokens: Token[]): boolean {
  const last = tokens.at(-1);
  return last?.kind === "symbol" && (last.value === "." || last.value === ":");
}

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
