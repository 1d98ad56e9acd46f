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

/** Which of these colours the first chart has; runs in the page. */
export function coloursOfLines(colours: readonly string[]): string[] {
  const canvas = document.querySelector<HTMLCanvasElement>(".chart canvas")!;
  const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
  const found = new Set<string>();
  for (let at = 0; at < data.length; at += 4)
    if (data[at + 3] === 255)
      found.add(`#${[0, 1, 2].map((part) => data[at + part]!.toString(16).padStart(2, "0")).join("")}`);
  return colours.filter((colour) => found.has(colour));
}
