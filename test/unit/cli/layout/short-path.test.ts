import { describe, expect, it } from "vitest";
import { errorWithShortPaths, shortPath, withShortPaths } from "../../../../src/cli/layout/short-path.ts";
import { UsageError } from "../../../../src/core/errors.ts";

const here = { cwd: "/home/me/p", platform: "linux", env: { HOME: "/home/me" } };
const windows = {
  cwd: String.raw`C:\Users\me\p`,
  platform: "win32",
  env: { USERPROFILE: String.raw`C:\Users\me` },
};

describe("shortPath", () => {
  it.each([
    ["/home/me/p/a.csv", "a.csv"],
    ["/home/me/p/out/a.csv", "out/a.csv"],
    ["/home/me/p", "~/p"],
    ["/home/me/q/a.csv", "~/q/a.csv"],
    ["/home/me", "/home/me"],
    ["/home/mean/a.csv", "/home/mean/a.csv"],
    ["/home/me/p..q/a", "~/p..q/a"],
    ["/home/me/p/..a", "..a"],
    ["/etc/a.csv", "/etc/a.csv"],
    ["a.csv", "a.csv"],
    ["../a.csv", "../a.csv"],
    ["gs://bucket/a.csv", "gs://bucket/a.csv"],
    ["-", "-"],
  ])("%s is %s", (path, short) => expect(shortPath(path, here)).toBe(short));

  it("keeps what lies elsewhere on Windows, where not every shell knows ~", () => {
    expect(shortPath(String.raw`C:\Users\me\p\out\a.csv`, windows)).toBe(String.raw`out\a.csv`);
    expect(shortPath(String.raw`C:\Users\me\q\a.csv`, windows)).toBe(String.raw`C:\Users\me\q\a.csv`);
    expect(shortPath(String.raw`D:\a.csv`, windows)).toBe(String.raw`D:\a.csv`);
  });

  it("shortens nothing from the root, and nothing for who stands nowhere", () => {
    expect(shortPath("/etc/a", { ...here, cwd: "/" })).toBe("/etc/a");
    expect(shortPath("/srv/a", { platform: "linux", env: { HOME: "/home/me" } })).toBe("/srv/a");
  });
});

it.each([
  ["/home/me/p/cloud-runner.json is not JSON.", "cloud-runner.json is not JSON."],
  ["Correct /home/me/p/a.json; see `cat /home/me/p/b`.", "Correct a.json; see `cat b`."],
  ["There is no file a in /home/me/p.", "There is no file a in ~/p."],
  ["Nothing is in /home/me/p/.", "Nothing is in ~/p/."],
  ["rm -rf '/home/me/q r/x'", "rm -rf '/home/me/q r/x'"],
  ["rm -rf '/home/me/p/q r'", "rm -rf 'q r'"],
  ["Looked at /srv/home/me/p/a.", "Looked at /srv/home/me/p/a."],
  ["--output=/home/me/p/a", "--output=a"],
  ["At /home/me/other/a.csv, line 3", "At ~/other/a.csv, line 3"],
])("%s", (text, short) => expect(withShortPaths(text, here)).toBe(short));

it("shows errors so, and leaves them what they are", () => {
  const error = new UsageError("/home/me/p/a is there.", {
    code: "usage.there",
    details: ["/home/me/p/b"],
    fix: "Correct /home/me/p/a.",
    commands: ["rm /home/me/p/a"],
  });
  const shown = errorWithShortPaths(error, here);
  expect(shown).toMatchObject({ message: "a is there.", details: ["b"], fix: "Correct a.", exitCode: 2 });
  expect(shown.commands).toEqual(["rm /home/me/p/a"]);
  expect(shown).toBeInstanceOf(UsageError);
  const removes = new UsageError("It is strange.", { fix: "Delete it: rm -rf /home/me/p/a" });
  expect(errorWithShortPaths(removes, here).fix).toBe(removes.fix);
  expect(error.message).toBe("/home/me/p/a is there.");
});
