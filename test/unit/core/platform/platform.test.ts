// Each system by its value, on whichever system this runs.
import { describe, expect, it } from "vitest";
import { userCacheFolder, userStateFolder } from "../../../../src/core/user/own-folder.ts";
import { platformOf } from "../../../../src/core/platform/platform.ts";

const linux = platformOf("linux");
const macos = platformOf("darwin");
const windows = platformOf("win32");

it("knows three systems, and takes what it does not know for a Linux", () => {
  expect([linux, macos, windows].map(({ system }) => system)).toEqual(["Linux", "macOS", "Windows"]);
  expect(platformOf("freebsd")).toBe(linux);
});

describe("the folders of a user", () => {
  const inHome = { HOME: "/home/a" };
  const profile = { LocalAppData: "D:\\Profiles\\a\\Local" };

  it.each([
    [linux, inHome, "/home/a/.local/state/cloud-runner", "/home/a/.cache/cloud-runner"],
    [
      macos,
      inHome,
      "/home/a/Library/Application Support/cloud-runner",
      "/home/a/Library/Caches/cloud-runner",
    ],
    [
      windows,
      profile,
      "D:\\Profiles\\a\\Local\\cloud-runner\\state",
      "D:\\Profiles\\a\\Local\\cloud-runner\\cache",
    ],
  ])("are where $system has them", (platform, env, state, cache) => {
    expect(userStateFolder(env, platform)).toBe(state);
    expect(userCacheFolder(env, platform)).toBe(cache);
  });

  it("are below the profile where Windows names no folder for data", () => {
    expect(windows.folders({}, "C:\\Users\\a").state).toBe(
      "C:\\Users\\a\\AppData\\Local\\cloud-runner\\state",
    );
  });

  it("follow the variables of XDG on every system", () => {
    expect(userStateFolder({ XDG_STATE_HOME: "/s" }, macos)).toBe("/s/cloud-runner");
    expect(userCacheFolder({ XDG_CACHE_HOME: "D:\\c" }, windows)).toBe("D:\\c\\cloud-runner");
    expect(userCacheFolder({ XDG_CACHE_HOME: "c", ...profile }, windows)).toContain("Profiles");
  });
});

it("opens pages where somebody may look at them", () => {
  expect([linux, macos, windows].map(({ opener: [program] }) => program)).toEqual([
    "xdg-open",
    "open",
    "rundll32",
  ]);
  const remote = { SSH_CONNECTION: "192.0.2.1 50000 192.0.2.2 22" };
  expect([{}, { DISPLAY: ":0" }, { WAYLAND_DISPLAY: "wayland-0" }].map(linux.hasScreen)).toEqual([
    false,
    true,
    true,
  ]);
  expect(linux.hasScreen({ DISPLAY: ":10.0", ...remote })).toBe(false);
  for (const { hasScreen } of [macos, windows]) {
    expect(hasScreen({})).toBe(true);
    expect(hasScreen(remote)).toBe(false);
  }
});

describe("a name that Windows has no file for", () => {
  it.each([
    ["2026-01-01T10:00.csv", "it holds :"],
    ["a\\b.csv", "it holds \\"],
    ["what?.csv", "it holds ?"],
    ["a\nb.csv", "it holds a control character"],
    ["con.csv", "Windows keeps it for a device"],
    ["NUL", "Windows keeps it for a device"],
    ["com1.forecast.csv", "Windows keeps it for a device"],
    ["LPT².txt", "Windows keeps it for a device"],
    ["folder.", "it ends with a full stop or a space"],
    ["folder ", "it ends with a full stop or a space"],
    ["lpt1 .csv", "Windows keeps it for a device"],
    [`${"a".repeat(252)}.csv`, "it is longer than 255 characters"],
  ])("is %s: %s", (name, why) => expect(windows.whyNoName(name)).toBe(why));

  it.each(["data.csv", "console.csv", "com10.csv", "ä ö.csv", ".hidden", "a.b.c", `${"a".repeat(251)}.csv`])(
    "is not %s",
    (name) => expect(windows.whyNoName(name)).toBeUndefined(),
  );

  it("is one that others have", () => {
    expect(linux.whyNoName("2026-01-01T10:00.csv")).toBeUndefined();
    expect(macos.whyNoName("con")).toBeUndefined();
  });

  it.each([
    ["2026-01-01T10:00.csv", "2026-01-01T10%3A00.csv"],
    ["..\\..\\x.csv", "..%5C..%5Cx.csv"],
    ["con.csv", "%63on.csv"],
    ["folder.", "folder%2E"],
    ["..", ".%2E"],
    ["a\nb ", "a%0Ab%20"],
    ["ä ö.csv", "ä ö.csv"],
  ])("becomes one that it has: %j is %j", (name, file) => {
    expect(windows.nameForFile(name)).toBe(file);
    expect(windows.whyNoName(file)).toBeUndefined();
    expect(linux.nameForFile(name)).toBe(name);
  });
});

describe("a terminal that shows every character", () => {
  it.each([
    ["Windows Terminal", { WT_SESSION: "7f" }, true],
    ["VS Code", { TERM_PROGRAM: "vscode" }, true],
    ["ConEmu", { ConEmuTask: "{cmd::Cmder}" }, true],
    ["JetBrains", { TERMINAL_EMULATOR: "JetBrains-JediTerm" }, true],
    ["Git Bash", { TERM: "xterm-256color" }, true],
    ["the old console", {}, false],
  ])("on Windows is %s: %s", (_name, env, able) => expect(windows.showsUnicode(env)).toBe(able));

  it("elsewhere is one with such a locale, or none", () => {
    expect(macos.showsUnicode({ LANG: "en_GB.UTF-8" })).toBe(true);
    expect(macos.showsUnicode({})).toBe(true);
    expect(linux.showsUnicode({ LC_ALL: "C", LANG: "en_GB.UTF-8" })).toBe(false);
  });
});

it("is read by the shell that the user has", () => {
  expect(windows.shell({})).toBe("powershell");
  expect(windows.shell({ MSYSTEM: "MINGW64" })).toBe("posix");
  expect(linux.shell({})).toBe("posix");
});

it("ends a process by a command that its shells have", () => {
  expect(linux.endingCommand(7, false)).toBe("kill 7");
  expect(macos.endingCommand(7, true)).toBe("kill -9 7");
  expect(windows.endingCommand(7, false)).toBe("taskkill -F -PID 7");
});

it("has names of variables without case on Windows alone", () => {
  expect(windows.nameOfVariable("Path")).toBe("PATH");
  expect(linux.nameOfVariable("Path")).toBe("Path");
});
