import { expect, test } from "vitest";
import { fanOutProgress, finishedName } from "../../../../src/core/job/fan-out-progress.ts";

test("counts the series of the slices that are finished, and nothing else that lies there", () => {
  const folder = ".cloud-runner/jobs/abc/";
  const outline = { slices: [{ series: 10 }, { series: 20 }, { series: 5 }] };
  const names = [
    finishedName(folder, 0),
    finishedName(folder, 2),
    `${folder}out/00001-x.csv`,
    `${folder}in/00001.json`,
  ];
  expect(fanOutProgress(folder, outline, names)).toEqual({ done: 15, series: 35 });
  expect(fanOutProgress(folder, outline, [])).toEqual({ done: 0, series: 35 });
});
