import { expect, it } from "vitest";
import { windowOf } from "../../../../src/library/metrics/window.ts";

const nowMs = Date.UTC(2026, 2, 1, 12, 34, 56, 789);
const minute = 60_000;

it.each([
  ["an hour", {}, 60, 1],
  ["half an hour", { fromMs: nowMs - 30 * minute }, 30, 1],
  ["a moment", { fromMs: nowMs - 1 }, 1, 1],
  ["a day", { fromMs: nowMs - 1440 * minute }, 48, 30],
  ["six weeks", { fromMs: nowMs - 42 * 1440 * minute }, 42, 1440],
  ["a step of one's own", { fromMs: nowMs - 61 * minute, stepMs: 10 * minute }, 7, 10],
])("cuts %s into steps that end with it", (_, asked, steps, minutes) => {
  const window = windowOf({ nowMs, ...asked });
  expect(window).toMatchObject({ toMs: nowMs, steps, stepMs: minutes * minute });
  expect(window.toMs - window.fromMs).toBe(window.steps * window.stepMs);
  expect(window.fromMs).toBeLessThanOrEqual("fromMs" in asked ? asked.fromMs : nowMs - 60 * minute);
});

it.each([
  ["a time that begins after its end", { fromMs: nowMs + 1 }],
  ["a time to come", { fromMs: nowMs + 2 * minute, toMs: nowMs + minute }],
  ["steps that are shorter than samples", { stepMs: 30_000 }],
  ["steps of half a second", { stepMs: 90_500 }],
  ["more steps than anybody reads", { fromMs: nowMs - 1440 * minute, stepMs: minute }],
])("refuses %s", (_, asked) => {
  expect(() => windowOf({ nowMs, ...asked })).toThrow(expect.objectContaining({ code: "usage.metrics" }));
});

it.each([
  ["now", {}, "before now"],
  ["an --until of the past", { toMs: nowMs - 20 * minute }, "--since 2h --until 1h"],
])("says what is to be earlier when the end is %s", (_, asked, fix) => {
  expect(() => windowOf({ nowMs, fromMs: nowMs, ...asked })).toThrow(
    expect.objectContaining({ fix: expect.stringContaining(fix) as string }),
  );
});
