// Random values, exactly known, and how a column of them is written.
import { write } from "../numbers/writing.ts";
import type { FormOfFile } from "./form-of-file.ts";
import type { Draw } from "./random.ts";

/** Counts in 10^-decimals, at least three different ones. */
export function unitsOf({ size, writing, count }: FormOfFile, draw: Draw): number[] {
  const scale = 10 ** writing.decimals;
  const level = 10 ** (1 + draw.below(6));
  const one = (): number => {
    switch (size) {
      case "small":
        return draw.below(1000);
      case "thousands":
        return 500 + draw.below(4500);
      case "level":
        return Math.round(level * (0.8 + draw.below(400) / 1000));
      case "lumpy":
        return draw.below(10) < 7 ? 0 : 1 + draw.below(50);
      case "signed":
        return draw.below(1001) - 500;
      case "all":
        return (draw.below(2) * 2 - 1) * draw.below(10 ** (1 + draw.below(9)));
    }
  };
  const most = writing.style === "percent" ? 1000 : Infinity;
  const limit = writing.style === "percent" ? Math.sign : undefined;
  return Array.from({ length: count }, (_, row) => {
    const whole = row < 8 ? one() + row : one();
    const inside = limit === undefined ? whole : whole % most;
    return withoutNines(inside * scale + (size === "lumpy" ? 0 : draw.below(scale)));
  });
}

/** Nines far from all other values are taken for missing ones, which is meant so. */
const withoutNines = (units: number): number => (/^-?99+0*$/.test(String(units)) ? units - 1 : units) + 0;

export const valueOf = (units: number, { writing }: FormOfFile): number =>
  Number(`${units}e-${writing.decimals}`) + 0;

/** Negative ones with the sign of a place, between brackets, behind, or as Unicode has it. */
export function textsOf(units: readonly number[], { writing, sign }: FormOfFile): string[] {
  if (sign === "usual") return write(units, writing);
  const texts = write(
    units.map((count) => Math.abs(count)),
    writing,
  );
  return texts.map((text, row) => {
    if (units[row]! >= 0) return text;
    return sign === "brackets" ? `(${text})` : sign === "behind" ? `${text}-` : `\u2212${text}`;
  });
}

/**
 * Whether cells such as `1.016` and whole numbers are all there is: a decimal mark or one of thousands. What is believed
 * then, decision 25 says.
 */
export function openSignOf(texts: readonly string[]): "." | "," | undefined {
  const cores = texts.map((text) => text.replaceAll(/\p{L}+\.?|[^\p{Nd}.,]/gu, ""));
  const signed = cores.filter((core) => /^\p{Nd}{1,3}[.,]\p{Nd}{3}$/u.test(core));
  const open = signed.filter((core) => !core.startsWith("0"));
  const whole = cores.filter((core) => /^\p{Nd}+$/u.test(core)).length;
  // A few cells that tell may be mistakes.
  const telling = cores.length - open.length - whole;
  if (open.length === 0 || telling * 20 >= open.length) return undefined;
  return open[0]!.includes(".") ? "." : ",";
}
