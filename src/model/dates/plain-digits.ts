// Digits of other scripts, such as ٢٠٢٤ or ２０２４, as those that patterns read.

const foreign = /[\u0660-\u0dff\u0e50-\u1099\uff0c-\uff1a]/;

/** @returns the text itself where it has none */
export function plainDigits(text: string): string {
  if (!foreign.test(text)) return text;
  return text.normalize("NFKC").replaceAll(/\p{Nd}/gu, (digit) => String(valueOf(digit.codePointAt(0)!)));
}

/** Unicode has the ten digits of a script in a row, and rows do not touch. */
function valueOf(code: number): number {
  let value = 0;
  while (value < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(code - value - 1))) value++;
  return value;
}
