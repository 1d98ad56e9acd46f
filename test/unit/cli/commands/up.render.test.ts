import { describe, expect, it } from "vitest";
import { render } from "../../../../src/cli/commands/up/render.ts";
import { wrap } from "../../../../src/cli/layout/wrap.ts";
import { inPlace } from "../../../../src/cli/pasting/in-place.ts";
import { viewOf } from "../../../../src/cli/shell/view.ts";
import { parseConfig, type ConfigInput } from "../../../../src/core/config.ts";
import { costOf } from "../../../../src/library/stack/cost.ts";
import { stackOutputs } from "../../../../src/library/stack/outputs.ts";
import { localStack } from "../../../support/local-outputs.ts";
import { fakeIo, noFlags } from "../support.ts";

const io = fakeIo({ tty: true, columns: 80 });
const view = viewOf(io.stdout, io, true);

interface Case {
  changed?: boolean;
  file?: string;
  place?: string[];
  maxCost?: number;
}

const shown = (input: ConfigInput, { changed = true, file, place = [], maxCost }: Case = {}) => {
  const config = parseConfig(input, "test");
  const isLocal = config.target === "local";
  const summary = { add: 0, change: 0, destroy: 0, refused: 0 } as never;
  const outputs = stackOutputs(localStack.outputs, isLocal ? localStack.cloud : undefined);
  return render(
    {
      up: { changed, summary, cost: costOf(config, {}), outputs },
      file,
    },
    { ...view, placed: (command) => inPlace(command, { tool: "cloud-runner", place }) },
    { flags: noFlags, options: { maxCost } },
  );
};

describe("what up ends with", () => {
  it("says what to type next, about the user's own file, and nothing of money on this machine", () => {
    expect(shown({}, { file: "shop sales.csv" })).toMatchInlineSnapshot(`
      "input bucket   in
      output bucket  out
      service url    http://127.0.0.1:4000/run/us-central1/forecast

      Next:
        cloud-runner predict 'shop sales.csv'  forecast a file, and draw it
        cloud-runner status                    what is up, and what waits
        cloud-runner logs                      what the service says
        cloud-runner down                      remove everything"
    `);
  });

  it("says that nothing was to be done", () => {
    expect(shown({}, { changed: false }).split("\n")[0]).toBe("No changes: everything is as configured.");
  });

  it("says what it costs where somebody asks", () => {
    expect(shown({}, { maxCost: 50 })).toMatch(/^Cost: nothing here; on Google Cloud /m);
  });

  it("says what it costs where somebody pays, and names the project in each command", () => {
    const text = shown({ target: "gcp", project: "my-project" }, { place: ["--project", "my-project"] });
    expect(text).toContain("$0.01 a month at rest");
    expect(text).toContain("  cloud-runner predict --project my-project data.csv  forecast a file");
    expect(text).toContain("  cloud-runner down --project my-project ");
    expect(wrap(text, 80).split("\n").length).toBeLessThan(22);
  });
});
