// Digits of other scripts, such as ٢٠٢٤ or ２０２４, as those that patterns read; and the first year of an era of Japan, which has
// a name of its own. The star of a footnote behind a date, as in 2020*, is no part of it.

const foreign = /[\u0660-\u0dff\u0e50-\u1099\uff0c-\uff1a\uff28-\uff34]|元年|\d\*+$/;

/** @returns the text itself where it has none */
export function plainDigits(text: string): string {
  if (!foreign.test(text)) return text;
  return text
    .normalize("NFKC")
    .replace(/(?<=\d)\*+$/, "")
    .replace(/(?<=令和|平成|昭和|大正|明治)元年/, "1年")
    .replaceAll(/\p{Nd}/gu, (digit) => String(valueOf(digit.codePointAt(0)!)));
}

/** Unicode has the ten digits of a script in a row, and rows do not touch. */
function valueOf(code: number): number {
  let value = 0;
  while (value < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(code - value - 1))) value++;
  return value;
}
