// The first minutes with the tool, in a real terminal: what it offers, and what it says at the end.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cliPath, createProjectFolder, type ProjectFolder } from "../support/project-folder.ts";
import { dailySeries } from "../support/series.ts";
import { openScreen, whyNoTmux, type Screen } from "../support/screen.ts";

const reason = whyNoTmux();

describe.skipIf(reason !== undefined)(
  `the first minutes${reason === undefined ? "" : ` (${reason})`}`,
  () => {
    let folder: ProjectFolder;
    let screen: Screen | undefined;

    beforeEach(async () => {
      folder = await createProjectFolder();
      await folder.file("sales.csv", dailySeries());
    });
    afterEach(async () => {
      screen?.close();
      await folder.remove();
    });

    const run = (...words: string[]) => {
      screen?.close();
      const env = { CI: undefined, NO_COLOR: "1", LANG: "C.UTF-8", TERM: "screen" };
      screen = openScreen([process.execPath, cliPath, ...words], { cwd: folder.path, env });
      return screen;
    };

    it("brings up what predict finds missing once a person agrees, and goes on", async () => {
      const first = run("predict", "sales.csv");
      await first.until(/Bring it up and go on\? \[y\/N\]/);
      first.type("y");
      const text = await first.until(/exit: \d/);
      expect(text).toContain("exit: 0");
      expect(text).toMatch(/✔ sales\.csv → sales\.forecast\.csv {2}\d+ rows/);
      expect(existsSync(join(folder.path, "sales.forecast.csv"))).toBe(true);
      // The next one has nothing to ask.
      expect(await run("predict", "sales.csv", "--force").until(/exit: \d/)).not.toContain("[y/N]");
    });

    it.each([
      ["n", (at: Screen) => at.type("n")],
      ["Enter", (at: Screen) => at.key("Enter")],
      ["Ctrl-D", (at: Screen) => at.key("C-d")],
    ])("makes nothing when the answer is %s, and names the command", async (_, answer) => {
      const asked = run("predict", "sales.csv");
      await asked.until(/\[y\/N\]/);
      answer(asked);
      const text = await asked.until(/exit: \d/);
      expect(text).toContain("exit: 1");
      // Below it are those of other folders, where something is up on this machine.
      expect(text).toMatch(/^(Fix:| ) cloud-runner up$/m);
      expect(existsSync(join(folder.path, ".cloud-runner"))).toBe(false);
    });

    it("shows all of up on a screen of 24 lines, the first time and the second", async () => {
      for (const expected of [/is up: \d+ resources/, /No changes: everything is as configured\./]) {
        const screenOfUp = run("up");
        const text = await screenOfUp.until(/exit: \d/);
        expect(text).toContain("exit: 0");
        expect(text).toMatch(expected);
        expect(text).toMatch(/^ {2}cloud-runner predict sales\.csv {2}/m);
        expect(text).not.toMatch(/\$|export /);
        expect(screenOfUp.scrolled()).toBe(0);
        expect(screenOfUp.visible().findIndex((line) => line.includes("exit: 0"))).toBeLessThan(23);
      }
    });
  },
);
