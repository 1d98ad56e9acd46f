// The columns of a file that is not plain: what was asked for, else what their cells show.
import {
  detectId,
  furtherColumn,
  refuseTaken,
  type ColumnChoice,
  type Columns,
  type Header,
} from "../csv/find-columns.ts";
import type { Body } from "../careful/scan-rows.ts";
import { unsureIds } from "./column-errors.ts";
import { findDateColumn, type DateColumn } from "./find-date-column.ts";
import { findIds, repeatsRarely } from "./find-ids.ts";
import { isInputError, orInputError } from "../input-error.ts";
import { findTargets, type Targets } from "./find-targets.ts";
import type { FileProfile } from "./profile-columns.ts";
import { seriesName } from "./series-name.ts";
import { datesInstead } from "./steady-dates.ts";

export interface ChosenColumns {
  columns: Columns;
  date: DateColumn;
  /** Columns that may hold the dates instead, where rows have one date in this one. */
  instead: string[];
  notes: string[];
}

/** @throws InputError csv.* */
export function chooseColumns(
  bytes: Uint8Array,
  body: Body,
  header: Header,
  { columns: profiles }: FileProfile,
  choice: ColumnChoice,
): ChosenColumns {
  const date = findDateColumn(header, profiles, choice.date, { bytes, body });
  const notes = date.note === undefined ? [] : [date.note];
  const further = (choice.columns ?? []).map((name) => ({ name, index: furtherColumn(header, name) }));
  const dates = date.parts?.columns.map(({ index }) => index) ?? [date.index];
  const asked = choice.id?.filter((name) => name !== seriesName || header.header.includes(name));
  const known = asked?.map((name) => furtherColumn(header, name));
  const taken = [...dates, ...further.map(({ index }) => index), ...(known ?? [])];
  const id = known ?? detectIds();
  const targets = findTargetsOrRows();
  if (targets.note !== undefined) notes.push(targets.note);
  const target = targets.columns[0]!.index;
  refuseTaken(header, further, date.index, target);
  const isMelted = targets.columns.length > 1;
  return {
    columns: {
      date: date.index,
      target,
      further,
      id,
      ...(targets.countsRows && { countsRows: true }),
      ...(date.parts && { dateParts: date.parts }),
      ...(isMelted && { targets: targets.columns.map(({ index, name }) => ({ index, name })) }),
    },
    date,
    instead: datesInsteadOf(),
    notes,
  };

  function datesInsteadOf(): string[] {
    if (date.parts !== undefined || id.length > 0) return [];
    const used = [date.index, target, ...further.map(({ index }) => index)];
    return datesInstead(
      profiles[date.index]!,
      profiles.filter(({ index }) => !used.includes(index)),
      { bytes, body },
    );
  }

  /** To count rows no column of values is needed. */
  function findTargetsOrRows(): Targets & { countsRows?: boolean } {
    const isTable =
      id.length > 0 ||
      date.parts !== undefined ||
      !profiles[date.index]!.repeats ||
      repeatsRarely(bytes, body, date);
    const all = [...taken, ...id];
    const found = orInputError(() => findTargets(header, profiles, choice.target, all, isTable));
    const hasNumbers = !isInputError(found) && found.columns.every(({ numbers }) => numbers.kind !== "none");
    if (choice.counts !== true || choice.target !== undefined || hasNumbers) {
      if (isInputError(found)) throw found;
      return found;
    }
    return {
      columns: [profiles[date.index]!],
      countsRows: true,
      note: "The rows are counted, whatever their columns hold.",
    };
  }

  function detectIds(): number[] {
    const named = detectId(header.header).map((name) => furtherColumn(header, name));
    // A column named id may number the rows of one series.
    const usable = named.filter((index) => profiles[index]!.repeats);
    if (usable.length > 0) return usable;
    const repeats = date.parts !== undefined || profiles[date.index]!.repeats;
    // Rows of one date that shall be put together are no series apart.
    if (!repeats || choice.aggregates === true) return [];
    const wanted = choice.target?.split(",") ?? ["y"];
    const open = profiles.filter(({ index, name }) => !taken.includes(index) && !wanted.includes(name));
    const found = findIds(bytes, body, date, open);
    const names = found.columns.map(({ name }) => name);
    if (!found.isSure) throw unsureIds(header, names);
    if (names.length > 0)
      notes.push(`The series are told apart by ${names.join(" and ")}, since dates repeat.`);
    return found.columns.map(({ index }) => index);
  }
}
