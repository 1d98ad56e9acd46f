// A command line as text. Apart from exec.ts, so that what only shows a command loads nothing that runs one.

/** As it can be pasted into a POSIX shell. */
export function shellQuote(argv: readonly string[]): string {
  const quoted = argv.map((word) =>
    /^[\w@%+:,./-][\w@%+=:,./-]*$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`,
  );
  return quoted.join(" ");
}
