// What is said of the rows of a panel, as counts that can be put together: of some series, and of the next ones.
import type { InputFault } from "../../core/contract.ts";
import { faultOf, type InputError } from "../input-error.ts";
import { sentinelNote, type Sentinels } from "./sentinels.ts";
import type { FoundSeries } from "./series-of-rows.ts";

/** Plain JSON. */
export interface FoundNotes {
  /** Rows with a date, those of faulty series included. */
  rowsIn: number;
  /** Series without a fault. */
  series: number;
  /** Of the first series with one. */
  firstFault?: InputFault;
  /** Rows without a value, and the line of the first of them. */
  leftOut: { count: number; firstLine?: number };
  /** Series whose rows were sorted. */
  moved: number;
  /** Series of which something is to be said, and what of the first. */
  noted: { count: number; first?: string };
  sentinels?: Sentinels;
}

export function notesOf(
  found: readonly FoundSeries[],
  rowsIn: number,
  firstError: InputError | undefined,
  sentinels: Sentinels | undefined,
): FoundNotes {
  const gappy = found.filter(({ leftOut }) => leftOut.count > 0);
  const noted = found.filter(({ notes }) => notes.length > 0);
  const [first] = noted;
  return {
    rowsIn,
    series: found.length,
    ...(firstError && { firstFault: faultOf(firstError) }),
    leftOut: {
      count: gappy.reduce((sum, { leftOut }) => sum + leftOut.count, 0),
      ...(gappy.length > 0 && {
        firstLine: gappy.reduce((least, { leftOut }) => Math.min(least, leftOut.firstLine), Infinity),
      }),
    },
    moved: found.filter(({ wasSorted }) => !wasSorted).length,
    noted: {
      count: noted.length,
      ...(first && { first: `${first.series.id.join(", ")}: ${first.notes[0]!}` }),
    },
    ...(sentinels && { sentinels }),
  };
}

/** @param parts in the order of their series */
export function joinedNotes(parts: readonly FoundNotes[]): FoundNotes {
  const total = (of: (part: FoundNotes) => number) => parts.reduce((sum, part) => sum + of(part), 0);
  const firstFault = parts.find((part) => part.firstFault)?.firstFault;
  const lines = parts.flatMap(({ leftOut }) => leftOut.firstLine ?? []);
  const first = parts.find(({ noted }) => noted.first !== undefined)?.noted.first;
  const sentinels = parts.flatMap((part) => part.sentinels ?? []);
  return {
    rowsIn: total(({ rowsIn }) => rowsIn),
    series: total(({ series }) => series),
    ...(firstFault && { firstFault }),
    leftOut: {
      count: total(({ leftOut }) => leftOut.count),
      ...(lines.length > 0 && { firstLine: lines.reduce((least, line) => Math.min(least, line)) }),
    },
    moved: total(({ moved }) => moved),
    noted: { count: total(({ noted }) => noted.count), ...(first !== undefined && { first }) },
    ...(sentinels.length > 0 && {
      sentinels: {
        value: sentinels.at(-1)!.value,
        count: sentinels.reduce((sum, { count }) => sum + count, 0),
        firstLine: sentinels[0]!.firstLine,
      },
    }),
  };
}

/** Sentences. @param target name of the column of values */
export function sentencesOf(
  { series, leftOut, moved, noted, sentinels }: FoundNotes,
  target: string,
): string[] {
  const { count, firstLine } = leftOut;
  return [
    ...(sentinels === undefined ? [] : [sentinelNote(target, sentinels)]),
    ...(count > 0
      ? [
          `${count === 1 ? "1 row has" : `${count} rows have`} no value in column ${target} and ${count === 1 ? "was" : "were"} left out; the first is line ${firstLine}.`,
        ]
      : []),
    ...(moved > 0
      ? [`In ${moved} of ${series} series the rows were not in the order of their dates and were sorted.`]
      : []),
    ...(noted.first === undefined
      ? []
      : [
          `${noted.count === 1 ? "In series" : `In ${noted.count} series, the first of which is`} ${noted.first}`,
        ]),
  ];
}
