import { describe, expect, it } from "vitest";
import { exportLines, renderOutputs } from "../../../src/cli/screen/outputs.ts";
import { renderPlan } from "../../../src/cli/screen/plan-rows.ts";
import { viewOf } from "../../../src/cli/shell/view.ts";
import { stackOutputs } from "../../../src/library/stack/outputs.ts";
import type { Row } from "../../../src/provision/engine/plan.ts";
import { fakeIo } from "./support.ts";
import { localStack } from "../../support/local-outputs.ts";

const io = fakeIo();
const view = viewOf(io.stdout, io, true);

const row = (id: string, action: Row["action"], more: Partial<Row> = {}): Row => ({
  id,
  kind: "pubsub.topic",
  name: `projects/p/topics/${id}`,
  action,
  changes: [],
  ...more,
});

describe("a plan", () => {
  it("shows what changes, how, and the sum", () => {
    const rows = [
      row("same", "noop"),
      row("new", "create"),
      row("old", "update", {
        kind: "run.service",
        changes: [{ path: "memory", from: "1Gi", to: "2Gi", effect: "update" }],
      }),
      row("foreign", "refuse", { reason: "it exists, and was not made by this stack", fix: "Pass --adopt." }),
    ];
    expect(renderPlan(rows, view)).toMatchInlineSnapshot(`
      "+  pubsub.topic  topics/new
      ~  run.service   topics/old
          memory: "1Gi" -> "2Gi"
      !  pubsub.topic  topics/foreign
          refused: it exists, and was not made by this stack
          fix: Pass --adopt.
      Plan: 1 to add, 1 to change, 0 to destroy. 1 refused."
    `);
  });

  it("is one line when nothing changes", () => {
    expect(renderPlan([row("same", "noop")], view)).toBe("Plan: 0 to add, 0 to change, 0 to destroy.");
  });
});

describe("the outputs", () => {
  const { outputs, cloud } = localStack;

  it("are a table, with how a shell gets the variables", () => {
    const text = renderOutputs(stackOutputs(outputs, cloud), view);
    expect(text).toMatch(/^input bucket\s+in$/m);
    expect(text).not.toContain("export ");
    expect(text).toContain('eval "$(cloud-runner outputs --env)"');
  });

  it("are safe to hand to a shell", () => {
    expect(exportLines({ A: "plain", B: "it's; rm -rf $HOME" }, view)).toBe(
      String.raw`export A=plain` + "\n" + String.raw`export B='it'\''s; rm -rf $HOME'`,
    );
  });
});
