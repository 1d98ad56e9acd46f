import { expect, it } from "vitest";
import { errorInPlace } from "../../../../src/cli/pasting/in-place.ts";
import { AnsweredError, consoleError, statusOf } from "../../../../src/console/http/answers.ts";
import { UsageError } from "../../../../src/core/errors.ts";

it("says all that a process of its own has said of a fault, with commands that work where they are pasted", () => {
  const said = {
    ...consoleError(
      new UsageError("No.", {
        code: "usage.no",
        details: ["See `cloud-runner status`."],
        fix: "Type `cloud-runner up`.",
        commands: ["cloud-runner up"],
      }),
    ),
    line: 3,
  };
  const placed = errorInPlace(new AnsweredError(said, 424), {
    tool: "npx cloud-runner",
    place: ["--cwd", "there"],
  });
  expect(consoleError(placed)).toEqual({
    ...said,
    details: ["See `npx cloud-runner status --cwd there`."],
    fix: "Type `npx cloud-runner up --cwd there`.",
    commands: ["npx cloud-runner up --cwd there"],
  });
  expect(statusOf(placed)).toBe(424);
});
