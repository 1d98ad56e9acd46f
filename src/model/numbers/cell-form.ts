// What a cell says by its shape alone, before it is known how its column writes numbers.
import { withPlainSigns } from "./cell-shape.ts";
import { isMissingWord } from "./missing-words.ts";
import { flagPattern, isCurrency, isUnit, markPattern, splitScale } from "./number-words.ts";
import { parseNumber } from "./parse-number.ts";

export interface NumberForm {
  readonly kind: "number";
  /** Digits and what stands between them; a first digit of 0 as such, the others mostly 9. */
  readonly body: string;
  /** Of the body in the cell. */
  readonly start: number;
  /** Of the exponent in the cell, behind the E. */
  readonly exponent: readonly [start: number, end: number] | undefined;
  readonly isNegative: boolean;
  /** `<` for a value that is only known to be below the number, `>` for one above it. */
  readonly limit: "<" | ">" | "";
  readonly unit: string;
  readonly isCurrency: boolean;
  /** The unit, or a part of it, is in front. */
  readonly isUnitFirst: boolean;
  /** A word for a power of ten: "k", "Mio". */
  readonly scale: string;
  /** Letters of a statistical office, which may also be a unit. */
  readonly flag: string;
  /** A footnote. */
  readonly mark: string;
  /** As programs write numbers. */
  readonly isPlain: boolean;
}

export type CellForm =
  | NumberForm
  | { readonly kind: "infinite"; readonly value: number }
  | { readonly kind: "missing" }
  | { readonly kind: "text" };

const text = { kind: "text" } as const;

const sign = /[-+(]/g;

const limitSign = /^ *(?:([<>])=?|[≤≥])/;

/** Digits with one separator between them at most; a point behind letters, as in "Rs.500", belongs to these. */
const body = /(?:(?<![\p{L}])[.,٫])?\d(?:[ .,'_٫]?\d)*\.?/u;

/** @param shape as shapeOf gives it */
export function formOf(shape: string): CellForm {
  if (isMissingWord(shape.trim())) return { kind: "missing" };
  const infinite = /\d/.test(shape) ? undefined : parseNumber(shape);
  if (infinite !== undefined) return { kind: "infinite", value: infinite };
  const { limit, signs } = withoutLimit(unquoted(withPlainSigns(shape)));
  const found = body.exec(signs);
  if (found === null) return limit === "" ? accountedZero(signs) : text;
  const start = found.index;
  const before = wordsBefore(signs.slice(0, start));
  const end = start + found[0].length;
  const power = /^[eE][-+]?\d+(?![\d\p{L}])/u.exec(signs.slice(end))?.[0] ?? "";
  const after = before && wordsAfter(signs.slice(end + power.length), before.sign, found[0]);
  if (before === undefined || after === undefined) return text;
  return {
    kind: "number",
    body: found[0],
    start,
    exponent: power === "" ? undefined : [end + 1, end + power.length],
    isNegative: after.isNegative,
    limit,
    unit: [before.currency, after.unit].filter((word) => word !== "").join(" "),
    isUnitFirst: before.currency !== "",
    isCurrency: before.currency !== "" && before.currency !== "%" ? true : isCurrency(after.unit),
    scale: after.scale,
    flag: after.flag,
    mark: after.mark,
    isPlain: parseNumber(shape) !== undefined,
  };
}

/** Without the quotes of `="123"`, `"123"`, `'123'` and `'123`; every character keeps its place. */
function unquoted(signs: string): string {
  const bare = /^( *)=?( *)"(.*)"( *)$/.test(signs) ? signs.replaceAll(/[="]/g, " ") : signs;
  return bare.replace(/^( *)'(.*?)'?( *)$/, "$1 $2 $3");
}

/** `<0.5`, `≥ 100`; every character keeps its place. */
function withoutLimit(signs: string): { limit: NumberForm["limit"]; signs: string } {
  const [all = "", written] = limitSign.exec(signs) ?? [];
  if (all === "") return { limit: "", signs };
  const limit = (written ?? (all.endsWith("≤") ? "<" : ">")) as "<" | ">";
  return { limit, signs: signs.replace(all, " ".repeat(all.length)) };
}

/** Spreadsheets write a zero amount as `$ -`. */
function accountedZero(signs: string): CellForm {
  const unit = signs.replace("-", "").trim();
  if (!signs.includes("-") || !isCurrency(unit)) return text;
  const nothing = {
    exponent: undefined,
    isNegative: false,
    scale: "",
    flag: "",
    mark: "",
    isPlain: false,
  } as const;
  return {
    kind: "number",
    body: "",
    start: 0,
    unit,
    isCurrency: true,
    isUnitFirst: true,
    limit: "",
    ...nothing,
  };
}

function wordsBefore(before: string): { sign: string; currency: string } | undefined {
  const found = before.match(sign) ?? [];
  const currency = before.replaceAll(sign, "").trim();
  // Rand: R5 alone is a name.
  const isKnown = currency === "" || currency === "%" || isCurrency(currency) || /^ *-?\(?R +$/.test(before);
  return found.length > 1 || !isKnown ? undefined : { sign: found[0] ?? "", currency };
}

function wordsAfter(after: string, signBefore: string, digits: string) {
  let rest = after;
  let isNegative = signBefore === "-" || signBefore === "(";
  // 5.- and 5,-- are prices without cents.
  if (/^[.,]?-/.test(rest) && (digits.endsWith(".") || rest[0] !== "-"))
    rest = rest.replace(/^[.,]?-{1,2}/, "");
  if (signBefore === "(") {
    if (!rest.includes(")")) return undefined;
    rest = rest.replace(")", "");
  }
  const mark = markPattern.exec(rest.trimEnd())?.[0] ?? "";
  // m² is a unit.
  const isMark = mark !== "" && !/\p{L}[²³]$/u.test(rest.trimEnd());
  if (isMark) rest = rest.trimEnd().slice(0, -mark.length);
  if (signBefore === "" && /^ *-|- *$/.test(rest)) {
    isNegative = true;
    rest = rest.replace(/^ *-|- *$/, "");
  }
  const flag = flagPattern.test(rest.trimEnd()) ? rest.trim() : "";
  const { scale, rest: unit } = splitScale(flag === "" ? rest.trim() : "");
  if (unit !== "" && !isUnit(unit)) return undefined;
  return { isNegative, mark: isMark ? mark.trim() : "", flag, scale, unit };
}

/** How a body is read with a decimal mark; undefined where it cannot be. */
export interface BodyReading {
  /** Digits behind the decimal mark. */
  fraction: number;
  /** Between groups of digits; "" for none. */
  group: string;
}

const threes = /^[1-9]\d{0,2}(?:([ .,'_])\d{3})(?:\1\d{3})*$/;
const indian = /^[1-9]\d?(?:,\d{2})+,\d{3}$/;

function readBody(digits: string, decimal: "." | ","): BodyReading | undefined {
  const at = digits.search(decimal === "." ? /[.٫]/ : /[,٫]/);
  const whole = at < 0 ? digits : digits.slice(0, at);
  const fraction = at < 0 ? "" : digits.slice(at + 1);
  if (!/^\d*$/.test(fraction)) return undefined;
  if (/^\d*$/.test(whole)) return { fraction: fraction.length, group: "" };
  const group = threes.exec(whole)?.[1] ?? (indian.test(whole) ? "," : undefined);
  // `1,234.` is cut off.
  return group === undefined || (at >= 0 && fraction === "")
    ? undefined
    : { fraction: fraction.length, group };
}

/** With an exponent, a number has no thousands. */
export function readingOf(form: NumberForm, decimal: "." | ","): BodyReading | undefined {
  const reading = readBody(form.body, decimal);
  return reading !== undefined && form.exponent !== undefined && reading.group !== "" ? undefined : reading;
}
