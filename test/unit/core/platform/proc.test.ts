// What Linux says about processes.
import { expect, it } from "vitest";
import { ignoresHangUp, procFile } from "../../../../src/core/platform/proc.ts";

it.each([
  ["Name:\tnode\nSigIgn:\t0000000000001001\n", true],
  ["Name:\tnode\nSigIgn:\t0000000000001000\n", false],
  ["Name:\tnode\n", undefined],
])("reads whether a hang-up is ignored", (status, expected) => {
  expect(ignoresHangUp(status)).toBe(expected);
});

it("has nothing of a process that is none", () => expect(procFile(-1, "stat")).toBeUndefined());
