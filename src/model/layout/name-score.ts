// How much a row looks like one of names.
import { isNamedDate, kindOf } from "./cell-kind.ts";
import type { ColumnKinds } from "./column-kinds.ts";
import type { LayoutRecord } from "./split-records.ts";
import { isDateWord, isNoteWord } from "./words.ts";

/** Whether a row calls a column of dates by a name of dates. */
export function namesDate(cells: readonly string[], kinds: ColumnKinds): boolean {
  const isDated = kinds.includes("date") || kinds.includes("mixed");
  const mayBeDate = (index: number) =>
    isDated ? kinds[index] === "date" || kinds[index] === "mixed" : kinds[index] === "number";
  const words = cells.filter((cell, index) => mayBeDate(index) && isDateWord(cell));
  // `Frequency,Quarter,Quarter` says something of each column.
  return words.length > 0 && new Set(words).size === words.length;
}

/** How many cells look like names, less those that look like data. */
export function nameScore({ cells }: LayoutRecord, kinds: ColumnKinds): number {
  const inside = cells.slice(0, kinds.length);
  const isDate = (cell: string) => kindOf(cell) === "date" || (kindOf(cell) === "mixed" && isNamedDate(cell));
  const holdsNoDates = (index: number) => kinds[index] === "number" || kinds[index] === undefined;
  const dates = inside.filter((cell, index) => holdsNoDates(index) && isDate(cell)).length;
  let score = isWideHeader({ cells: inside }, kinds) ? inside.length : 0;
  for (const [index, cell] of inside.entries()) {
    const kind = kindOf(cell);
    if (kind === "blank") continue;
    // Dates above numbers are names where there are several: a column a date.
    if (isDate(cell)) score += dates > 1 && holdsNoDates(index) ? 1 : -0.5;
    // What is the same above several columns names none of them.
    else if (kind !== "number") score += inside.indexOf(cell) === index ? 1 : 0.25;
    // `24h` may well be a name.
    else if (/\p{L}/u.test(cell)) score += 0.5;
    else score -= kind === kinds[index] ? 1 : 0.5;
  }
  // Less than a name, so that a row that names nothing but the index is no header.
  if (namesDate(inside, kinds)) score += 0.75;
  // A title, or a name and its value, is no row of names.
  const isEmptyFrom = (start: number) => inside.slice(start).every((cell) => cell === "");
  if (inside.length === 1) return score;
  if (isEmptyFrom(1)) score -= 0.75;
  else if (isEmptyFrom(2) && isNoteWord(inside[0]!)) score -= 1.5;
  return score;
}

/** Whether a row of numbers is a header all the same: names first, then years or months in their order. */
export function isWideHeader({ cells }: Pick<LayoutRecord, "cells">, kinds: ColumnKinds): boolean {
  if (kinds.includes("date") && kindOf(cells[kinds.indexOf("date")] ?? "") === "date") return false;
  const periods = cells.flatMap((cell) => {
    const kind = kindOf(cell);
    return kind === "number" || kind === "date" ? [cell.replace(/^["']|["']$/g, "")] : [];
  });
  if (periods.length < 2) return false;
  if (!periods.every((text) => /^(?:1[5-9]|2[01])\d{2}(?:(?:0[1-9]|1[0-2])(?:[0-3]\d)?)?$/.test(text)))
    return false;
  const steps = periods.slice(1).map((text, index) => Number(text) - Number(periods[index]!));
  // Years alone, one after the other, are no row of numbers either.
  if (periods.length === cells.length)
    return steps.length > 1 && steps.every((step) => Math.abs(step) === 1 && step === steps[0]);
  return steps.every((step) => step > 0) || steps.every((step) => step < 0);
}
