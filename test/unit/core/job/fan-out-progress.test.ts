import { expect, it } from "vitest";
import {
  fanOutMetadata,
  fanOutPlanName,
  fanOutProgress,
  finishedName,
  finishedPrefix,
  finishedSlice,
} from "../../../../src/core/job/fan-out-progress.ts";

const folder = ".cloud-runner/jobs/abc/";
const series = (count: number) => ({ [fanOutMetadata.series]: String(count) });

it("counts the series of the slices that are finished", () => {
  expect(fanOutProgress(series(900), [])).toEqual({ done: 0, series: 900 });
  expect(fanOutProgress(series(900), [series(100), series(50), {}])).toEqual({ done: 150, series: 900 });
});

it("knows what finishes a slice by its name", () => {
  expect(finishedName(folder, 12)).toBe(`${finishedPrefix(folder)}00012.json`);
  expect(finishedSlice(folder, finishedName(folder, 12))).toBe(12);
  for (const other of [
    fanOutPlanName(folder),
    `${folder}out/00012-x.csv`,
    `${folder}done/00012`,
    "done/00012.json",
  ])
    expect(finishedSlice(folder, other)).toBeUndefined();
});
