// What people and programs write for a value that is not known. Each word stands alone in its cell.

/** In lower case. */
const lists = {
  programs:
    "na|n/a|n.a.|n.a|n. a.|<na>|#n/a|#na|#n/a n/a|nan|-nan|nat|null|(null)|<null>|\\n|none|nil|undefined",
  // Windows' C library.
  windows: "1.#ind|-1.#ind|1.#qnan|-1.#qnan",
  english: "missing|unknown|void|not available|not applicable|no data|nodata|n/d|nd|n.d.|tbd|tba",
  // German, French, Spanish, Portuguese.
  others: "k.a.|k. a.|n.v.|n.c.|s.d.|s/d|s.i.",
  spreadsheets: "#div/0!|#value!|#ref!|#num!|#name?|#null!|#error!|#getting_data|#spill!",
  // SAS and FRED write a point, the World Bank two, Eurostat a colon, Destatis three points, the
  // Census Bureau letters in brackets, NASA three or four stars.
  statisticians: ".|..|...|…|:|-|--|---|–|—|−|?|*|***|****|()|(d)|(s)|(x)|(z)|(na)",
};
const words: ReadonlySet<string> = new Set(["", ...Object.values(lists).flatMap((list) => list.split("|"))]);

/** Too narrow a column in a spreadsheet; a colon or points with Eurostat's flags, as in `: c`. */
const patterns = /^(?:#+|(?::|\.\.)\s?\(?[a-z]{1,3}\)?)$/;

/** @param text trimmed; an apostrophe in front keeps spreadsheets from taking a sign for a formula */
export function isMissingWord(text: string): boolean {
  if (text.length > 15) return false;
  const word = text.replace(/^'(?=[-.*])/, "").toLowerCase();
  return words.has(word) || patterns.test(word);
}
