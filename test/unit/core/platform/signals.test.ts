// Which signals are heard on each system.
import { EventEmitter } from "node:events";
import { afterEach, expect, it, vi } from "vitest";
import { platformOf } from "../../../../src/core/platform/platform.ts";
import { endedBy, endsBy, onCtrlC, onInterrupt } from "../../../../src/core/platform/signals.ts";

afterEach(() => void vi.restoreAllMocks());

it.each([
  ["linux", ["SIGINT", "SIGTERM"]],
  ["darwin", ["SIGINT", "SIGTERM"]],
  ["win32", ["SIGINT", "SIGBREAK", "SIGHUP"]],
] as const)("a command of %s stops at %s", (name, signals) => {
  const { interruptedBy } = platformOf(name);
  expect(interruptedBy).toEqual(signals);
  let heard = 0;
  const stop = onInterrupt(() => (heard += 1), interruptedBy);
  for (const signal of signals) process.emit(signal, signal);
  stop();
  expect(heard).toBe(signals.length);
  expect(interruptedBy.filter((signal) => process.listenerCount(signal) > 0)).toEqual([]);
});

it("leaves a process alone that was told to outlive its terminal", () => {
  // Where the system does not say so, it is seen by where messages go.
  expect(endedBy(["SIGTERM"])).toEqual(["SIGTERM"]);
  const all = endedBy(platformOf("darwin").endedBy);
  expect(all).toContain("SIGQUIT");
});

it("ends a process that cannot send itself the signal", () => {
  vi.spyOn(process, "kill").mockImplementation(() => {
    throw new Error("ENOSYS");
  });
  const exit = vi.spyOn(process, "exit").mockImplementation((() => {}) as never);
  endsBy("SIGHUP");
  expect(exit).toHaveBeenCalledWith(1);
});

it("hears Ctrl-C while a line is read", () => {
  const reader = new EventEmitter();
  const listener = vi.fn<() => void>();
  onCtrlC(reader, listener);
  reader.emit("SIGINT");
  expect(listener).toHaveBeenCalledTimes(1);
});
