// SEARCH(): all words of the query stand somewhere in the entry, or in one of its fields, in any order.
// https://cloud.google.com/logging/docs/view/logging-query-language#search-function
const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/** What stands between backticks is to be found as it is, with its blanks and signs. */
export function searcher(query: string): (value: unknown) => boolean {
  const phrases = [...query.matchAll(/`([^`]*)`/g)].map(([, phrase]) => phrase!.toLowerCase());
  const words = wordsOf(query.replaceAll(/`[^`]*`/g, " "));
  return (value) => {
    const texts = textsIn(value).map((text) => text.toLowerCase());
    const found = new Set(texts.flatMap(wordsOf));
    return (
      words.every((word) => found.has(word)) &&
      phrases.every((phrase) => texts.some((text) => holdsPhrase(text, phrase)))
    );
  };
}

function textsIn(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  return typeof value === "object" ? Object.values(value).flatMap(textsIn) : [String(value as string)];
}

const isWordPart = (character: string | undefined): boolean => /[\p{L}\p{N}]/u.test(character ?? "");

/** Not in the middle of a word: `time` is not in "timeout". */
function holdsPhrase(text: string, phrase: string): boolean {
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) {
    const end = at + phrase.length;
    const cutsBefore = isWordPart(phrase[0]) && isWordPart(text[at - 1]);
    const cutsAfter = isWordPart(phrase.at(-1)) && isWordPart(text[end]);
    if (!cutsBefore && !cutsAfter) return true;
  }
  return false;
}
