// A spinner in a window that is made narrower and wider while it turns.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import widthOf from "fast-string-width";
import { describe, expect, it } from "vitest";
import { withTemporaryFolder } from "../../src/core/disk/temporary-folder.ts";
import { eventually } from "../support/project-folder.ts";
import { openScreen, whyNoTmux } from "../support/screen.ts";

const reason = whyNoTmux();
const spinner = fileURLToPath(new URL("../../src/cli/layout/spinner.ts", import.meta.url));
const text = `Uploading ${"a-long-name-".repeat(5)}東京.csv: 312 of 500 files`;

/** With the mark that turns. */
const whole = widthOf(text) + 2;

const program = `
  const { createOraSpinner } = await import(${JSON.stringify(spinner)});
  console.error("before");
  const spinner = createOraSpinner(process.stderr, ${JSON.stringify(text)}, false, "…");
  spinner.start();
  process.stdin.once("data", () => {
    spinner.stop();
    console.error("after");
    process.exit(0);
  });
`;

describe.skipIf(reason !== undefined)(`a spinner${reason === undefined ? "" : ` (${reason})`}`, () => {
  it("stays one line of that width", async () => {
    await withTemporaryFolder("cloud-runner-", async (folder) => {
      const file = join(folder, "turn.mjs");
      await writeFile(file, program);
      const env = { CI: undefined, LANG: "C.UTF-8", TERM: "screen" };
      const screen = openScreen([process.execPath, file], { cwd: folder, env });
      try {
        // Tmux moves lines off the screen where it breaks others.
        const linesOf = () => screen.all().split("\n").filter(Boolean);
        const fits = (columns: number) =>
          eventually(`a line of ${columns} columns`, 20_000, () => {
            const last = linesOf().at(-1) ?? "";
            return /^[⠀-⣿] Uploading.*files$/.test(last) && widthOf(last) === Math.min(columns - 1, whole)
              ? last
              : undefined;
          });
        await fits(80);
        screen.resize(40);
        expect(await fits(40)).toContain("…");
        screen.resize(100);
        expect(await fits(100)).not.toContain("…");
        screen.resize(60);
        await fits(60);
        screen.type("");
        await screen.until(/^exit: 0/m);
        expect(linesOf().slice(-2)).toEqual(["after", "exit: 0"]);
        expect(linesOf()[0]).toBe("before");
      } finally {
        screen.close();
      }
    });
  });
});
