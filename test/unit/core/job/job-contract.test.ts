import { expect, it } from "vitest";
import { jobFolder, orderName } from "../../../../src/core/job/job-contract.ts";

const input = { bucket: "in", name: "a/b.csv", generation: "1700000000000000" };

it("gives each generation of an input a folder of its own, whose name everybody can work out", () => {
  expect(jobFolder(input)).toBe(".cloud-runner/jobs/dc26fae2e4f7da21fa0a44872c716ebb/");
  expect(orderName(input)).toBe(`${jobFolder(input)}order.json`);
  const others = [
    { ...input, generation: "1700000000000001" },
    { ...input, name: "a/c.csv" },
    { ...input, bucket: "out" },
  ];
  expect(new Set([input, ...others].map(jobFolder)).size).toBe(4);
});
