// Cuts the text of a filter into tokens: Logging and Pub/Sub have a filter language each.

export interface Token<Kind extends string> {
  kind: Kind;
  text: string;
  at: number;
}

/**
 * @param lexer sticky, with a named group for each kind of token; what its group `space` matches is left out
 * @param refuse makes the error for a place where nothing matches
 */
export function tokensOf<Kind extends string>(
  source: string,
  lexer: RegExp,
  refuse: (at: number) => Error,
): Token<Kind>[] {
  const tokens: Token<Kind>[] = [];
  for (lexer.lastIndex = 0; lexer.lastIndex < source.length; ) {
    const at = lexer.lastIndex;
    const groups = lexer.exec(source)?.groups;
    if (!groups) throw refuse(at);
    const [kind, text] = Object.entries(groups).find(([, found]) => found !== undefined)!;
    if (kind !== "space") tokens.push({ kind: kind as Kind, text, at });
  }
  return tokens;
}
