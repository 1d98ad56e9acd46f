import { describe, expect, it } from "vitest";
import { main } from "../../../../src/cli/main.ts";
import { createOutput } from "../../../../src/cli/shell/output.ts";
import { renderError } from "../../../../src/cli/shell/render-error.ts";
import { createProgress } from "../../../../src/cli/shell/progress.ts";
import { viewOf } from "../../../../src/cli/shell/view.ts";
import { UsageError } from "../../../../src/core/errors.ts";
import { fakeIo, virtualClock } from "../support.ts";

const hostile = "a\u001b[2J\u009b1m\u202eb\nc";
// oxlint-disable-next-line no-control-regex -- they are what must not be there
const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/;

describe("on a terminal", () => {
  it("nothing that is printed commands it", () => {
    const io = fakeIo({ tty: true, env: { NO_COLOR: "1" } });
    const output = createOutput(io, { color: true });
    output.text(hostile);
    output.raw(`ds,y\n${hostile}\n`);
    output.raw(Buffer.from(hostile));
    output.document({ hostile });
    output.jsonLine({ hostile });
    expect(io.out()).not.toMatch(obeyed);
  });

  it("JSON means the same", () => {
    const io = fakeIo({ tty: true });
    createOutput(io, { color: true }).jsonLine({ hostile });
    expect(JSON.parse(io.out())).toMatchObject({ hostile });
  });
});

it("a file gets JSON and results byte for byte", () => {
  const io = fakeIo();
  const output = createOutput(io, { color: true });
  output.jsonLine({ hostile });
  output.raw(hostile);
  expect(io.out()).toBe(`${JSON.stringify({ schemaVersion: 1, hostile })}\n${hostile}`);
});

describe("on standard error", () => {
  const lines = (text: string) => text.trimEnd().split("\n");

  it("a name in an error commands nothing and begins no line", async () => {
    const io = fakeIo({ tty: true });
    expect(await main(["predict", `${hostile}.csv`, "--no-color"], io)).toBe(2);
    expect(io.err()).not.toMatch(obeyed);
    expect(lines(io.err()).filter((line) => line.startsWith("c"))).toEqual([]);
  });

  it("neither do details, fixes and commands", () => {
    const io = fakeIo({ tty: true });
    const view = viewOf(io.stderr, io, true);
    const error = new UsageError(hostile, { details: [hostile], fix: hostile });
    const text = view.show(renderError(error, view, { verbose: true, about: "" }));
    expect(text).not.toMatch(obeyed);
    expect(lines(text).filter((line) => line.startsWith("c"))).toEqual([]);
  });

  it("neither does progress", () => {
    const io = fakeIo();
    const progress = createProgress({
      stream: io.stderr,
      view: viewOf(io.stderr, io, true),
      clock: virtualClock(),
      quiet: false,
      verbose: true,
      createSpinner: () => Promise.reject(new Error("There is no terminal.")),
    });
    progress.warn(hostile);
    progress.start(hostile).succeed(hostile);
    progress.close();
    expect(io.err()).not.toMatch(obeyed);
    expect(lines(io.err()).filter((line) => line.startsWith("c"))).toEqual([]);
  });
});
