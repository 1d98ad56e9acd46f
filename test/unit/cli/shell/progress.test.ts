import { describe, expect, it } from "vitest";
import { createProgress } from "../../../../src/cli/shell/progress.ts";
import type { Spinner } from "../../../../src/cli/layout/spinner.ts";
import { viewOf } from "../../../../src/cli/shell/view.ts";
import { fakeIo, virtualClock } from "../support.ts";

function start({ tty = false, quiet = false } = {}) {
  const clock = virtualClock();
  const io = fakeIo({ tty, clock });
  const spinners: (Spinner & { calls: string[] })[] = [];
  const progress = createProgress({
    stream: io.stderr,
    view: viewOf(io.stderr, io, true),
    clock,
    quiet,
    verbose: false,
    async createSpinner(text) {
      const calls: string[] = [];
      const call = (name: string) => () => calls.push(name);
      const spinner = {
        text,
        calls,
        start: call("start"),
        stop: call("stop"),
        clear: call("clear"),
        render: call("render"),
      };
      spinners.push(spinner);
      return spinner;
    },
  });
  return { clock, io, progress, spinners };
}

describe("without a terminal", () => {
  it("prints one line when a step starts, one when it ends, and a heartbeat in between", async () => {
    const { clock, io, progress } = start();
    const activity = progress.start("Uploading");
    activity.update("Waiting for the forecast");
    await clock.sleep(30_000);
    activity.succeed("Forecast is here");
    expect(io.err()).toBe(
      [
        "• Uploading",
        "  Waiting for the forecast (10 s)",
        "  Waiting for the forecast (25 s)",
        "✔ Forecast is here (30 s)",
        "",
      ].join("\n"),
    );
  });

  it("keeps a line for each of many, which the count of a step stands for on a terminal", () => {
    const [screen, file] = [start({ tty: true }), start()];
    for (const { progress } of [screen, file]) progress.note("created a", { mark: "ok", isPassing: true });
    expect(file.io.err()).toBe("✔ created a\n");
    expect(screen.io.err()).toBe("");
  });

  it("starts no spinner", async () => {
    const { clock, progress, spinners } = start();
    progress.start("Uploading").stop();
    await clock.sleep(1000);
    expect(spinners).toEqual([]);
  });

  it("says nothing more once a step has ended", async () => {
    const { clock, io, progress } = start();
    const activity = progress.start("Uploading");
    activity.fail();
    activity.succeed();
    await clock.sleep(60_000);
    expect(io.err()).toBe("• Uploading\n✖ Uploading\n");
  });
});

describe("on a terminal", () => {
  it("shows a spinner that takes the newest text and is gone at the end", async () => {
    const { clock, io, progress, spinners } = start({ tty: true });
    const activity = progress.start("Uploading");
    activity.update("Waiting");
    await clock.sleep(10);
    expect(spinners.map(({ text }) => text)).toEqual(["Waiting"]);
    progress.note("A line");
    activity.succeed("Done");
    expect(spinners[0]!.calls).toEqual(["start", "clear", "render", "stop"]);
    expect(io.err()).toBe("A line\n✔ Done\n");
  });

  it("starts no spinner for a step that has ended before it was loaded", async () => {
    const { clock, progress, spinners } = start({ tty: true });
    progress.start("Uploading").stop();
    await clock.sleep(10);
    expect(spinners[0]!.calls).toEqual([]);
  });
});

it("says nothing but warnings when quiet", async () => {
  const { clock, io, progress } = start({ quiet: true });
  const activity = progress.start("Uploading");
  await clock.sleep(30_000);
  activity.succeed();
  progress.note("A line");
  progress.warn("Three rows were left out");
  expect(io.err()).toBe("⚠ Three rows were left out\n");
});

describe("a wait for the network", () => {
  const wait = "waiting for DNS to find storage.googleapis.com";

  it("stands behind what the step is at, and goes when it is over", async () => {
    const { clock, progress, spinners } = start({ tty: true });
    const activity = progress.start("Uploading");
    await clock.sleep(10);
    progress.waits(`${wait}, 1 s`, 1000);
    expect(spinners[0]!.text).toBe(`Uploading, ${wait}, 1 s`);
    activity.update("Uploading b.csv");
    expect(spinners[0]!.text).toBe(`Uploading b.csv, ${wait}, 1 s`);
    progress.waits(undefined);
    expect(spinners[0]!.text).toBe("Uploading b.csv");
  });

  it("has a spinner of its own between steps, which leaves no line", async () => {
    const { clock, io, progress, spinners } = start({ tty: true });
    progress.waits(`${wait}, 1 s`, 1000);
    await clock.sleep(10);
    expect(spinners.map(({ text }) => text)).toEqual([`${wait}, 1 s`]);
    progress.waits(`${wait}, 2 s`, 2000);
    expect(spinners[0]!.text).toBe(`${wait}, 2 s`);
    progress.waits(undefined);
    expect(spinners[0]!.calls).toEqual(["start", "stop"]);
    expect(io.err()).toBe("");
  });

  it("is told by the heartbeat of a log, and between steps once it is long", async () => {
    const { clock, io, progress } = start();
    progress.waits(`${wait}, 1 s`, 1000);
    progress.waits(`${wait}, 5 s`, 5000);
    progress.waits(`${wait}, 6 s`, 6000);
    const activity = progress.start("Uploading");
    await clock.sleep(10_000);
    activity.stop();
    expect(io.err()).toBe(`  ${wait}, 5 s\n• Uploading\n  Uploading, ${wait}, 6 s (10 s)\n`);
  });

  it("is not told once the command is over, nor to who wants results only", () => {
    const { io, progress } = start();
    progress.close();
    progress.waits(`${wait}, 9 s`, 9000);
    const quiet = start({ quiet: true });
    quiet.progress.waits(`${wait}, 9 s`, 9000);
    expect(io.err() + quiet.io.err()).toBe("");
  });
});
