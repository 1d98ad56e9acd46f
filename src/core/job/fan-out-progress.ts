// How far the job is with a panel that it has cut into slices: what it writes under the folder of the order says it.

/** Below the folder of a manifest's order, a folder for each of its inputs that is a panel to be cut. */
export const inputsPrefix = (folder: string): string => `${folder}inputs/`;

/** What is to be done. Its being there says that the panel is cut. */
export const fanOutPlanName = (folder: string): string => `${folder}plan.json`;

export const isFanOutPlan = (name: string): boolean => name.endsWith("/plan.json");

/** Finished slices: an object `00012.json` for each, and nothing else. */
export const finishedPrefix = (folder: string): string => `${folder}done/`;

export const finishedName = (folder: string, slice: number): string =>
  `${finishedPrefix(folder)}${String(slice).padStart(5, "0")}.json`;

/** The slice that an object finishes; undefined for any other object. */
export function finishedSlice(folder: string, name: string): number | undefined {
  const digits = name.startsWith(finishedPrefix(folder))
    ? /\/done\/(\d{5})\.json$/.exec(name)?.[1]
    : undefined;
  return digits === undefined ? undefined : Number(digits);
}

/** Custom metadata, so that whoever watches reads nothing but a list. */
export const fanOutMetadata = {
  /** How many series there are: on the plan of all, on what finishes a slice of the slice. */
  series: "cloud-runner-series-in",
} as const;

export interface FanOutProgress {
  /** Series with a forecast that is written. */
  done: number;
  series: number;
}

type Metadata = Readonly<Record<string, string>>;

/**
 * @param plan metadata of the plan
 * @param finished metadata of what finishes slices
 */
export const fanOutProgress = (plan: Metadata, finished: readonly Metadata[]): FanOutProgress => ({
  done: finished.reduce((sum, each) => sum + seriesIn(each), 0),
  series: seriesIn(plan),
});

const seriesIn = (metadata: Metadata): number => Number(metadata[fanOutMetadata.series] ?? 0);
