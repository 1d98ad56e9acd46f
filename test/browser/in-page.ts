// What tests do inside of a page.
import type { Page } from "playwright-core";

/** The rows of the table of that name, as lines of CSV. */
export const rowsOf = (page: Page, label: string): Promise<string[]> =>
  page.evaluate(
    (name) =>
      [...document.querySelectorAll(`[aria-label="${name}"] tbody tr`)].map((row) =>
        [...row.children].map((cell) => cell.textContent).join(","),
      ),
    label,
  );

/** To a place of the console, as its links lead. */
export const goTo = (page: Page, place: string): Promise<void> =>
  page.evaluate((hash) => void (location.hash = hash), `#/${place}`);

/** The text of what has the focus. */
export const focusedText = (page: Page): Promise<string> =>
  page.evaluate(() => (document.activeElement as HTMLElement | null)?.innerText ?? "");
