// Suites of pages: one browser for all tests of a suite; left out with the reason where there is none.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe } from "vitest";
import { findBrowser, noBrowser, startBrowser } from "./browser.ts";

/** @param tests get the browser by a call, since it is not there before the first of them runs */
export function describeInBrowser(name: string, tests: (browser: () => Browser) => void): void {
  const isMissing = findBrowser() === undefined;
  describe.skipIf(isMissing)(`${name}${isMissing ? ` (left out: ${noBrowser})` : ""}`, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      browser = await startBrowser();
    });
    afterAll(() => browser?.close());
    tests(() => browser!);
  });
}
