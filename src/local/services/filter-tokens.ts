// Cuts the text of a filter into tokens: Logging and Pub/Sub have a filter language each.

export interface Token<Kind extends string> {
  kind: Kind;
  text: string;
  at: number;
}

export interface Lexer<Kind extends string> {
  pattern: RegExp;
  kinds: readonly (Kind | "space")[];
}

/**
 * @param patterns by kind, of which the first that matches counts; they have no groups that keep what they match. What
 * `space` matches is left out.
 */
export function lexerOf<Kind extends string>(
  patterns: Readonly<Record<Kind | "space", RegExp>>,
): Lexer<Kind> {
  const sources = Object.values<RegExp>(patterns).map(({ source }) => `(${source})`);
  return { pattern: new RegExp(sources.join("|"), "y"), kinds: Object.keys(patterns) as Kind[] };
}

/** @param refuse makes the error for a place where nothing matches */
export function tokensOf<Kind extends string>(
  source: string,
  { pattern, kinds }: Lexer<Kind>,
  refuse: (at: number) => Error,
): Token<Kind>[] {
  const tokens: Token<Kind>[] = [];
  for (pattern.lastIndex = 0; pattern.lastIndex < source.length; ) {
    const at = pattern.lastIndex;
    // Groups with names would take most of the time.
    const found = pattern.exec(source);
    if (!found) throw refuse(at);
    const kind = kinds[found.indexOf(found[0], 1) - 1]!;
    if (kind !== "space") tokens.push({ kind, text: found[0], at });
  }
  return tokens;
}
