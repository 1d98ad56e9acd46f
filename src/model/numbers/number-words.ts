// What may stand before or behind a number: currencies, units, words for thousands and millions, and marks.

const codes: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

/** Currencies that are written in letters, in lower case. */
const local: ReadonlySet<string> = new Set(
  [
    "kr|kr.|kč|zł|ft|lei|лв|лв.|руб|руб.|р.|грн|грн.|дин.|ден|euro|euros|dollar|dollars|fr|fr.|sfr|sfr.|tl",
    "rs|rs.|re|rp|rp.|rm|s/|s/.|bs|bs.|gs.|b/.|ksh|tsh|ush|fcfa|f cfa|cfa|br|din",
    "元|円|원|नेरू|ریال|تومان|د.إ.|ج.م.|ر.س.",
  ].flatMap((list) => list.split("|")),
);

/** $, R$, US$, A$, $US, €, CHF, kr, … */
export function isCurrency(text: string): boolean {
  return (
    /^(?:[\p{L}.]{0,4}\p{Sc}|\p{Sc} ?[\p{L}]{1,3})$/u.test(text) ||
    codes.has(text) ||
    local.has(text.toLowerCase())
  );
}

const words = {
  3: "k|K|tsd|tsd.|Tsd|Tsd.|thousand|тыс|тыс.|mil|tys|tys.",
  5: "lakh|lakhs|Lakh|lac",
  6: "m|M|MM|mm|mn|Mn|mln|mln.|mio|mio.|Mio|Mio.|mill|million|millions|Millionen|millones|milhões|млн|млн.",
  7: "crore|crores|Crore|Cr|Cr.",
  9: "b|B|bn|Bn|BN|billion|billions|mrd|mrd.|Mrd|Mrd.|md|Md|mld|mld.|Milliarden|млрд|млрд.",
  12: "T|tn|trn|trillion|trillions",
};
const powers: ReadonlyMap<string, number> = new Map(
  Object.entries(words).flatMap(([power, list]) => list.split("|").map((word) => [word, Number(power)])),
);

export const powerOfScale = (word: string): number => powers.get(word)!;

/** Words that alone in a column more likely are a unit: metres, bytes, tons, kelvins, millimetres. */
export const weakScales: ReadonlySet<string> = new Set(["m", "mm", "b", "B", "T", "K", "mil", "md", "MM"]);

/** The word at the beginning of what stands behind a number, and what follows it. */
export function splitScale(suffix: string): { scale: string; rest: string } {
  const [word = ""] = /^[\p{L}]+\.?/u.exec(suffix) ?? [];
  for (const scale of [word, word.replace(/\.$/, "")]) {
    const rest = suffix.slice(scale.length);
    if (powers.has(scale) && /^(?:$|[ \p{Sc}])/u.test(rest)) return { scale, rest: rest.trim() };
  }
  return { scale: "", rest: suffix };
}

/** Letters of statistical offices for how sure a number is: Eurostat's, behind a blank; p, r and e also without one. */
export const flagPattern = /^(?: +[bcdefnprsuz]{1,3}| *[pre])$/;

/** Footnotes: *, †, ¹, (p), (1), [a]. */
export const markPattern =
  /(?:\*+|[†‡§]+|[¹²³\u2070-\u2079]+| *\((?:[a-zA-Z]{1,2}|\d)\)| *\[(?:[a-zA-Z]{1,2}|\d{1,2})\])$/;

/** Letters and signs of units, m2 and CO2 too, of at most three words. */
export function isUnit(text: string): boolean {
  if (text.length > 20 || text.split(" ").length > 3) return false;
  const letters = text.replaceAll(/(?<=[\p{L}^])\d/gu, "");
  return /^[\p{L}\p{M}\p{Sc}°µ%‰′″׳״॰/·.²³^ -]+$/u.test(letters) && /[\p{L}\p{Sc}°%‰′″]/u.test(letters);
}
