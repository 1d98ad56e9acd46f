import { describe, expect, it } from "vitest";
import { render } from "../../../../src/cli/commands/doctor/render.ts";
import { viewOf } from "../../../../src/cli/shell/view.ts";
import type { Finding } from "../../../../src/provision/checks/finding.ts";
import { fakeIo } from "../support.ts";

const io = fakeIo();
const view = viewOf(io.stdout, io, true);

describe("the table", () => {
  const finding = (id: string, outcome: Finding["outcome"], more: Partial<Finding> = {}): Finding => ({
    id,
    title: id,
    outcome,
    detail: "as it is",
    ...more,
  });
  const shown = (all: Finding[], verbose = false) =>
    render({ ok: true, target: "gcp", project: "p", findings: all }, view, { flags: { verbose } });
  const findings = [
    finding("node", "ok"),
    finding("quota-project", "warning", { fix: "set it" }),
    finding("api.run", "ok"),
    finding("api.iam", "failed", { title: "API iam", detail: "off", fix: "enable it" }),
    finding("api.storage", "ok"),
    finding("permissions.run", "notApplicable", { detail: "needs credentials" }),
    finding("permissions.storage", "notApplicable", { detail: "needs credentials" }),
  ];

  it("folds what is in order, and says how to fix what is not", () => {
    expect(shown(findings)).toMatchInlineSnapshot(`
      "Google Cloud project p
      ✔  node           as it is
      ⚠  quota-project  as it is
         Fix: set it
      ✔  APIs           2 of 3 in order
      ✖  API iam        off
         Fix: enable it
      -  permissions    needs credentials

      1 problem. 1 warning."
    `);
  });

  it("folds nothing with --verbose", () => {
    expect(shown(findings, true)).toContain("api.storage");
  });

  it("ends in one good line", () => {
    expect(shown([finding("node", "ok")])).toMatch(/Nothing is wrong\.$/);
  });
});
