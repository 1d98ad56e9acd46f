// Commands as they are pasted. That a POSIX shell reads them back stands in the tests of command lines, which run one.
import { describe, expect, it } from "vitest";
import { settingBy, settingOf, shellQuote } from "../../../src/core/shell-quote.ts";

describe("for PowerShell", () => {
  it.each([
    ["data.csv", "data.csv"],
    ["C:\\work\\a.csv", "C:\\work\\a.csv"],
    ["--format=json", "--format=json"],
    ["my data.csv", '"my data.csv"'],
    ["C:\\my work\\a.csv", '"C:\\my work\\a.csv"'],
    // A quote behind it would be taken as part of the word by many programs.
    ["C:\\my work\\", "'C:\\my work\\'"],
    ["a,b", '"a,b"'],
    ["@x", '"@x"'],
    ["it's", "'it''s'"],
    ["100%", "'100%'"],
    ["$(x) `y`", "'$(x) `y`'"],
    ["=a", '"=a"'],
    ["", '""'],
    ["a\nb", '"a$([char]10)b"'],
    ['"$x`\n', '"`"`$x``$([char]10)"'],
  ])("%j is %s", (word, expected) => expect(shellQuote([word], "powershell")).toBe(expected));

  it("variables are set one by one, or all that a command prints", () => {
    expect(settingOf("A", "it's", "powershell")).toBe("$env:A = 'it''s'");
    expect(settingBy("cloud-runner outputs --env", "powershell")).toBe(
      "cloud-runner outputs --env | Out-String | Invoke-Expression",
    );
  });
});

it("for a POSIX shell variables are exported, or all that a command prints", () => {
  expect(settingOf("A", "http://127.0.0.1:1/x", "posix")).toBe("export A=http://127.0.0.1:1/x");
  expect(settingOf("A", "it's", "posix")).toBe(String.raw`export A='it'\''s'`);
  expect(settingOf("A", "", "posix")).toBe("export A=");
  expect(settingBy("x", "posix")).toBe('eval "$(x)"');
});
