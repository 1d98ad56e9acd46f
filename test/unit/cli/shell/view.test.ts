import { describe, expect, it } from "vitest";
import { viewOf } from "../../../../src/cli/shell/view.ts";

const view = (env: Record<string, string>, { isTTY = true, noColour = false, platform = "linux" } = {}) =>
  viewOf({ write: () => true, isTTY }, { env, platform }, noColour);

describe("colour", () => {
  it.each([
    ["on a terminal", {}, {}, true],
    ["not into a file", {}, { isTTY: false }, false],
    ["not with NO_COLOR", { NO_COLOR: "1" }, {}, false],
    ["with an empty NO_COLOR", { NO_COLOR: "" }, {}, true],
    ["not on a dumb terminal", { TERM: "dumb" }, {}, false],
    ["not with --no-color", {}, { noColour: true }, false],
    ["into a file when forced", { FORCE_COLOR: "1" }, { isTTY: false }, true],
  ])("is shown %s", (_, env, options, expected) => {
    expect(view(env as Record<string, string>, options).colour).toBe(expected);
  });
});

describe("a spinner", () => {
  const animates = (env: Record<string, string>, columns: number | undefined, isTTY = true) =>
    viewOf({ write: () => true, isTTY, columns }, { env, platform: "linux" }, false).animates;

  it("moves only on a terminal that can be drawn over", () => {
    expect(animates({}, 80)).toBe(true);
    expect(animates({}, 0)).toBe(false);
    expect(animates({}, undefined)).toBe(false);
    expect(animates({ TERM: "dumb" }, 80)).toBe(false);
    expect(animates({ CI: "true" }, 80)).toBe(false);
    expect(animates({}, 80, false)).toBe(false);
  });
});

it("takes 80 columns for a stream that knows no width", () => {
  expect(viewOf({ write: () => true, columns: 0 }, { env: {}, platform: "linux" }, false).columns).toBe(80);
});

describe("characters", () => {
  it.each([
    ["with a UTF-8 locale", { LANG: "de_DE.UTF-8" }, true],
    ["without any locale", {}, true],
    ["not with another locale", { LANG: "C" }, false],
    ["not when LC_ALL says otherwise", { LC_ALL: "POSIX", LANG: "de_DE.UTF-8" }, false],
    ["not with CLOUD_RUNNER_ASCII", { CLOUD_RUNNER_ASCII: "1", LANG: "de_DE.UTF-8" }, false],
  ])("beyond ASCII are used %s", (_, env, expected) => {
    expect(view(env as Record<string, string>).unicode).toBe(expected);
  });
});
