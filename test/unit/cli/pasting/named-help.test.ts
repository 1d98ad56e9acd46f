import { describe, expect, it } from "vitest";
import { withHelp } from "../../../../src/cli/pasting/named-help.ts";
import { PreconditionError, UsageError } from "../../../../src/core/errors.ts";

const after = (fix: string, commands: string[] = []) =>
  (withHelp(new UsageError("No.", { fix, commands }), { name: "dlq purge" }) as UsageError).fix;

describe("the fix of a wrong line", () => {
  it.each([
    [
      "Leave out one of the two.",
      "Leave out one of the two. `cloud-runner dlq purge --help` shows its options and examples.",
    ],
    [
      "Take it out of cloud-runner.json",
      "Take it out of cloud-runner.json. `cloud-runner dlq purge --help` shows its options and examples.",
    ],
  ])("names the help of its command where it has no other: %s", (fix, expected) => {
    expect(after(fix)).toBe(expected);
  });

  it.each([
    "cloud-runner status --watch 5",
    "`cloud-runner runs list` shows them.",
    "Make it: bq mk --dataset a:b",
    "Fetch it first: gcloud storage cp gs://a/b .",
  ])("stays as it is where it has one: %s", (fix) => {
    expect(after(fix)).toBe(fix);
  });

  it("stays as it is beside commands to choose from, and where nothing was typed wrongly", () => {
    expect(after("One of these:", ["cloud-runner check a.csv"])).toBe("One of these:");
    const error = new PreconditionError("Nothing is up.", { code: "x", fix: "Wait." });
    expect(withHelp(error, { name: "up" })).toBe(error);
  });

  it("keeps all else of the error", () => {
    const given = new UsageError("No.", { code: "usage.load", fix: "Let --copies be 1.", details: ["why"] });
    expect(withHelp(given, { name: "load" })).toMatchObject({
      code: "usage.load",
      message: "No.",
      details: ["why"],
    });
  });
});
