// In which encodings of one or two bytes a letter a text may be, the likeliest first. Statistics of letters are wrong too
// often for the few words of a table, so people choose: they see at once which reading has words.

import type { LikelyEncoding } from "../opened-file.ts";

interface Script {
  encoding: string;
  letters: RegExp;
  /** First bytes of the pairs that stand for common letters; the others of the table are rare. */
  leads?: readonly [from: number, to: number];
}

/** In the order in which files in them are met. */
const scripts: readonly Script[] = [
  { encoding: "windows-1251", letters: /\p{Script=Cyrillic}/u },
  {
    encoding: "shift_jis",
    letters: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/u,
    leads: [0x81, 0x97],
  },
  { encoding: "euc-kr", letters: /\p{Script=Hangul}/u, leads: [0xb0, 0xc8] },
  { encoding: "gb18030", letters: /\p{Script=Han}/u, leads: [0xb0, 0xd7] },
  { encoding: "big5", letters: /\p{Script=Han}/u, leads: [0xa4, 0xc6] },
  { encoding: "windows-1253", letters: /\p{Script=Greek}/u },
  { encoding: "koi8-r", letters: /\p{Script=Cyrillic}/u },
  { encoding: "ibm866", letters: /\p{Script=Cyrillic}/u },
  {
    encoding: "euc-jp",
    letters: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/u,
    leads: [0xa4, 0xcf],
  },
  { encoding: "windows-1255", letters: /\p{Script=Hebrew}/u },
  { encoding: "windows-1256", letters: /\p{Script=Arabic}/u },
  { encoding: "windows-1250", letters: /\p{Script=Latin}/u },
  { encoding: "windows-1252", letters: /\p{Script=Latin}/u },
];

const mostShown = 6;

/** @param sample the beginning of a text that is not UTF-8 */
export function likelyEncodings(sample: Uint8Array): LikelyEncoding[] {
  const bytes = sample.subarray(0, sample.lastIndexOf(0x0a) + 1 || sample.length);
  return scripts
    .flatMap((script) => {
      const text = textIn(bytes, script.encoding);
      const score = text === undefined ? 0 : scoreOf(text, bytes, script);
      return text === undefined || score < leastScore ? [] : [{ ...script, score, example: exampleOf(text) }];
    })
    .toSorted((a, b) => b.score - a.score)
    .slice(0, mostShown)
    .map(({ encoding, example }) => ({ encoding, example }));
}

const leastScore = 0.6;

function textIn(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The share of what is not ASCII that is common letters of the script, less for capitals that follow small letters. */
function scoreOf(text: string, bytes: Uint8Array, { letters, leads }: Script): number {
  const others = Array.from(text).filter((character) => character > "\x7f");
  const own = others.filter((character) => letters.test(character)).length;
  const turned = text.match(/\p{Ll}\p{Lu}/gu)?.length ?? 0;
  const share = (own - turned) / Math.max(others.length, 1);
  return Math.round(20 * share * (leads === undefined ? 1 : shareOfPairs(bytes, leads))) / 20;
}

function shareOfPairs(bytes: Uint8Array, [from, to]: readonly [number, number]): number {
  let [all, inside] = [0, 0];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte < 0x80) continue;
    all++;
    if (byte >= from && byte <= to) inside++;
    at++;
  }
  return inside / Math.max(all, 1);
}

/** The first line that is not plain. */
const exampleOf = (text: string): string =>
  (text.split(/\r?\n|\r/).find((line) => /[^\0-\x7f]/.test(line)) ?? "").trim().slice(0, 60);
