// In what unit a cell is, by what its column believes.
import type { NumberForm } from "./cell-form.ts";
import type { NumberFormat } from "./number-format.ts";

/** Flags and words for thousands count as units where the column has them as such. */
export function unitOf(form: NumberForm, format: Pick<NumberFormat, "hasFlags" | "scales">): string {
  const { unit, flag, scale } = form;
  const words = [Object.hasOwn(format.scales, scale) ? "" : scale, unit, format.hasFlags ? "" : flag];
  return words.filter((word) => word !== "").join(" ");
}

export function hasUnitOf(form: NumberForm, format: Omit<NumberFormat, "decimal" | "thousands">): boolean {
  if (/\d/.test(form.mark) && !format.hasNumberedNotes) return false;
  const unit = unitOf(form, format);
  if (isSameUnit(unit, format.unit)) return true;
  return unit === "" && (format.isCurrency || form.body === "0");
}

/** Also "1 day" and "2 days"; m and ms are two units. */
export function isSameUnit(one: string, other: string): boolean {
  if (one === other) return true;
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short.length >= 3 && long.startsWith(short) && /^(?:e?s|e[nr]?|n)$/.test(long.slice(short.length));
}
