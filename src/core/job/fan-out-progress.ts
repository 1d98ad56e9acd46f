// How far the job is with a panel that it has cut into slices: what it writes under the folder of the order says it.

/** What is to be done: body of `FanOutOutline` and more. Its being there says that the panel is cut. */
export const fanOutPlanName = (folder: string): string => `${folder}plan.json`;

/** Finished slices: an object `00012.json` for each. */
export const finishedPrefix = (folder: string): string => `${folder}out/`;

export const finishedName = (folder: string, slice: number): string =>
  `${finishedPrefix(folder)}${String(slice).padStart(5, "0")}.json`;

/** The slice that an object finishes; undefined for any other object. */
export function finishedSlice(folder: string, name: string): number | undefined {
  const digits = name.startsWith(finishedPrefix(folder))
    ? /\/out\/(\d{5})\.json$/.exec(name)?.[1]
    : undefined;
  return digits === undefined ? undefined : Number(digits);
}

/** As much of the plan as whoever only watches needs. */
export interface FanOutOutline {
  slices: readonly { series: number }[];
}

export interface FanOutProgress {
  /** Series with a forecast that is written. */
  done: number;
  series: number;
}

/** @param names of the objects under `finishedPrefix` */
export function fanOutProgress(
  folder: string,
  { slices }: FanOutOutline,
  names: readonly string[],
): FanOutProgress {
  const finished = new Set(names.map((name) => finishedSlice(folder, name)));
  return {
    done: slices.reduce((sum, { series }, slice) => sum + (finished.has(slice) ? series : 0), 0),
    series: slices.reduce((sum, { series }) => sum + series, 0),
  };
}
