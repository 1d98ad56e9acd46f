// How the numbers of one column are written. Plain data: it survives a structured clone.

export interface NumberFormat {
  /** As programs write numbers; nothing else is accepted then. */
  readonly isPlain: boolean;
  readonly decimal: "." | ",";
  /** The characters that stand between groups of digits: " " for every kind of blank, "'" for every kind of apostrophe. */
  readonly thousands: string;
  /** Currency, "%" or unit, as the cells have it; "" for none. */
  readonly unit: string;
  /** A currency may be left out of some cells; any other unit only of a zero. */
  readonly isCurrency: boolean;
  /** Words behind the number that stand for a power of ten: `{ k: 3, Mio: 6 }`. */
  readonly scales: Readonly<Record<string, number>>;
  /** Letters behind the number say how sure it is, as Eurostat writes `123.4 p`; otherwise they are a unit. */
  readonly hasFlags: boolean;
  /** Some numbers have the number of a footnote, as in `1,234 (1)`; where most have, it is something else. */
  readonly hasNumberedNotes: boolean;
}

/** What `parseNumber` reads: a decimal point, an exponent, infinity. */
export const plainFormat: NumberFormat = {
  isPlain: true,
  decimal: ".",
  thousands: "",
  unit: "",
  isCurrency: false,
  scales: {},
  hasFlags: false,
  hasNumberedNotes: false,
};

const names: Readonly<Record<string, string>> = {
  ".": "points",
  ",": "commas",
  " ": "blanks",
  "'": "apostrophes",
  _: "underscores",
};

/** For people: "decimal comma, thousands separated by points, in €". */
export function describeNumberFormat(format: NumberFormat): string {
  const { decimal, thousands, unit, scales } = format;
  const separators = Array.from(thousands, (character) => names[character]!);
  const words = Object.entries(scales).map(([word, power]) => `${word} for ${nameOfPower(power)}`);
  return [
    decimal === "," ? "decimal comma" : "decimal point",
    ...(separators.length > 0 ? [`thousands separated by ${separators.join(" or ")}`] : []),
    ...(unit === "" ? [] : [unit === "%" ? "in percent" : `in ${unit}`]),
    ...words,
  ].join(", ");
}

const nameOfPower = (power: number): string => (10 ** power).toLocaleString("en-US");
