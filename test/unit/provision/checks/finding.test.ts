import { describe, expect, it } from "vitest";
import { CloudError } from "../../../../src/core/errors.ts";
import { NotReached, ok, runChecks, type Check } from "../../../../src/provision/checks/finding.ts";
import { virtualClock } from "../../cli/support.ts";

const check = (id: string, run: Check["run"]): Check => ({ id, title: id, run });
const signal = new AbortController().signal;
const found = (...checks: Check[]) => runChecks(checks, { clock: virtualClock(), limitMs: 12_000, signal });

describe("a run of checks", () => {
  it("gives findings in the order of the checks, several of one check too", async () => {
    const findings = await found(
      check("slow", async () => {
        await new Promise((resolve) => setImmediate(resolve));
        return ok("at last");
      }),
      check("many", async () => [
        { id: "many.one", title: "one", ...ok("1") },
        { id: "many.two", title: "two", ...ok("2") },
      ]),
    );
    expect(findings.map(({ id }) => id)).toEqual(["slow", "many.one", "many.two"]);
  });

  it("does not wait for a check that never answers", async () => {
    const [stuck, fine] = await found(
      check("stuck", () => new Promise(() => {})),
      check("fine", async () => ok("here")),
    );
    expect(stuck).toMatchObject({ outcome: "failed", detail: "no answer within 12 s", isLate: true });
    expect(fine).toMatchObject({ outcome: "ok" });
  });

  it("makes a finding of an error, with its fix and Google's own words", async () => {
    const error = new CloudError("run.GetIamPolicy failed: PERMISSION_DENIED.", {
      code: "cloud.permission-denied",
      status: "PERMISSION_DENIED",
      retryable: false,
      details: ["Resource: r", "Answer: not you"],
      fix: "grant it",
    });
    expect(await found(check("denied", () => Promise.reject(error)))).toEqual([
      {
        id: "denied",
        title: "denied",
        outcome: "failed",
        detail: "run.GetIamPolicy failed: PERMISSION_DENIED. Answer: not you",
        fix: "grant it",
      },
    ]);
  });

  it("does not blame a check for what another one tells", async () => {
    const [finding] = await found(check("second", () => Promise.reject(new NotReached("needs the first"))));
    expect(finding).toMatchObject({ outcome: "notApplicable", detail: "needs the first" });
  });

  it("ends at once on Ctrl-C", async () => {
    const controller = new AbortController();
    const running = runChecks([check("stuck", () => new Promise(() => {}))], {
      clock: virtualClock(),
      limitMs: 12_000,
      signal: controller.signal,
    });
    const reason = new Error("interrupted");
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
  });
});
