// Clock times as they stand in files, with and without seconds.
import { daySeconds } from "./calendar.ts";

/**
 * One time line out of rows that may carry different offsets. A daily series keeps its local midnights over the
 * change to summer time; a finer one goes by true time, counted in the given offset.
 */
export function clockTimes(wall: number[], offset: readonly number[], lastOffset: number): number[] {
  if (offset.every((value) => value === lastOffset)) return wall;
  const timeOfDay = (seconds: number) => seconds - Math.floor(seconds / daySeconds) * daySeconds;
  if (wall.every((seconds) => timeOfDay(seconds) === timeOfDay(wall[0]!))) return wall;
  return wall.map((seconds, index) => seconds - offset[index]! + lastOffset);
}
