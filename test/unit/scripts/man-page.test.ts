import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { manPage } from "../../../scripts/man-page.ts";
import { helpDocument, type CommandDocument } from "../../../src/cli/shell/help-document.ts";
import { missing } from "../../support/screen.ts";

let help: Parameters<typeof manPage>[0];
let page: string;
let path: string;

beforeAll(async () => {
  help = (await helpDocument([])) as typeof help;
  page = manPage(help, "1.2.3");
  path = join(mkdtempSync(join(tmpdir(), "cloud-runner-test-")), "cloud-runner.1");
  writeFileSync(path, page);
});

const run = (program: string, ...args: string[]) =>
  execFileSync(program, args, {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C.UTF-8", MANWIDTH: "100", MAN_KEEP_FORMATTING: "" },
    // What it warns of is on standard error.
    stdio: ["ignore", "pipe", "pipe"],
  });

it("has every command with its options and examples, the exit codes and the variables", () => {
  const plain = page
    .replaceAll("\\-", "-")
    .replaceAll(/\\f[BIR]/g, "")
    .replaceAll("\\(aq", "'");
  const commands = help.commands.flatMap((each): CommandDocument[] =>
    "commands" in each ? each.commands : [each],
  );
  for (const { usage, options, examples } of commands) {
    const [, own = ""] = plain.split(`.SS ${usage}\n`);
    const section = own.split("\n.S")[0]!;
    for (const { name, placeholder } of options) {
      expect(section).toMatch(new RegExp(`^(-\\w, )?${name}( |$)`, "m"));
      expect(section).toContain(placeholder === null ? name : `${name} ${placeholder}`);
    }
    for (const example of examples) expect(section).toContain(`\n${example}\n`);
  }
  for (const { code } of help.exitCodes) expect(plain).toContain(`\n.B ${code}\n`);
  for (const { name } of help.environment) expect(plain).toContain(`\n.B ${name}\n`);
  expect(page).toContain("cloud\\-runner 1.2.3");
});

it("begins no line of text with what troff takes for a request", () => {
  const requests = [".TH", ".SH", ".SS", ".TP", ".PP", ".B", ".I", ".nf", ".fi", ".RS", ".RE", ".nh", ".ad"];
  for (const line of page.split("\n").filter((each) => /^[.']/.test(each))) {
    expect(requests).toContain(line.split(" ")[0]);
  }
});

const noGroff = missing("groff");
it.skipIf(noGroff !== undefined)("is read by groff without a warning (skipped where groff is not)", () => {
  expect(run("sh", "-c", `groff -man -ww -z -Tutf8 ${path} 2>&1`)).toBe("");
});

const noMan = missing("man", "groff");
it.skipIf(noMan !== undefined)("can be read, and copied from (skipped where man is not)", () => {
  const shown = run("man", "-l", path);
  expect(shown).toContain("cloud-runner predict --resume 20260102-030405-a1b2c3d4");
  expect(shown).toContain(`cloud-runner predict 'gs://my-bucket/in/**' -o gs://my-bucket/out/`);
  expect(shown).not.toMatch(/\\f[BIR]|\\\(/);
});
