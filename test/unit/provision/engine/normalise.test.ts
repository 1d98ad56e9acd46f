import { describe, expect, it } from "vitest";
import {
  enumName,
  isSame,
  mebibytes,
  milliCpu,
  plainMap,
  secondsOf,
} from "../../../../src/provision/engine/normalise.ts";

describe("normalise", () => {
  it.each([
    [null, undefined],
    [undefined, undefined],
    ["600s", 600],
    ["0.5s", 0.5],
    [{ seconds: "600", nanos: 0 }, 600],
    [{ seconds: 1, nanos: 500_000_000 }, 1.5],
    [{}, 0],
    [{ seconds: { toString: () => "7" } }, 7],
  ])("duration %j is %s seconds", (duration, seconds) => {
    expect(secondsOf(duration)).toBe(seconds);
  });

  it.each([
    ["512Mi", 512],
    ["2Gi", 2048],
    ["1073741824", 1024],
  ])("%s are %d mebibytes", (quantity, expected) => {
    expect(mebibytes(quantity)).toBe(expected);
  });

  it.each([
    [1, 1000],
    ["2", 2000],
    ["2000m", 2000],
  ])("%s CPUs are %d millicores", (quantity, expected) => {
    expect(milliCpu(quantity)).toBe(expected);
  });

  it("names an enum value that came as a number", () => {
    expect(enumName(1, { 1: "ONE" })).toBe("ONE");
    expect(enumName("ONE", { 1: "ONE" })).toBe("ONE");
    expect(enumName(undefined, { 1: "ONE" })).toBeUndefined();
  });

  it("compares without regard to the order of keys, but of lists", () => {
    expect(isSame({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 })).toBe(true);
    expect(isSame([1, 2], [2, 1])).toBe(false);
    expect(isSame(undefined, undefined)).toBe(true);
    expect(isSame(undefined, 0)).toBe(false);
  });

  it("drops keys without a text", () => {
    expect(plainMap({ a: "x", b: null, c: undefined })).toEqual({ a: "x" });
    expect(plainMap(null)).toEqual({});
  });
});

it.each<[a: unknown, b: unknown, same: boolean]>([
  [{ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }, true],
  [[1, 2], [2, 1], false],
  [{ a: 1 }, { a: 1, b: undefined }, true],
  [{ a: 1 }, { a: 2 }, false],
])("compares %j with %j as data", (a, b, same) => expect(isSame(a, b)).toBe(same));
