import { expect, it } from "vitest";
import { checkRunId, newRunId } from "../../../../src/library/runs/run-id.ts";
import { isUploadOfPredict, uploadPrefix } from "../../../../src/core/contract.ts";

it("makes ids that tell the time, and are no two alike", () => {
  const now = Date.UTC(2026, 0, 2, 3, 4, 5);
  const id = newRunId(now);
  expect(id).toMatch(/^20260102-030405-[0-9a-f]{8}$/);
  expect(newRunId(now)).not.toBe(id);
  expect(checkRunId(id)).toBe(id);
  expect(isUploadOfPredict(`${uploadPrefix(id)}a.csv`)).toBe(true);
});

it.each(["", "..", "20260102-030405-a1b2c3d4/x", "20260102"])("refuses %j as an id", (word) => {
  expect(() => checkRunId(word)).toThrow("is not the id of a run");
});
