// Light or dark: as the reader's system says, or as the reader chooses here.
import { useState } from "preact/hooks";

export type Theme = "auto" | "light" | "dark";

const names: Record<Theme, string> = { auto: "as the system", light: "light", dark: "dark" };
const order = Object.keys(names) as Theme[];
const storageKey = "cloud-runner-theme";

/** Before the first drawing. A page in a file may have no storage; then the choice holds while it is open. */
export function applyTheme(theme: Theme = storedTheme()): void {
  const root = document.documentElement;
  if (theme === "auto") delete root.dataset["theme"];
  else root.dataset["theme"] = theme;
}

export function ThemeChoice() {
  const [theme, setTheme] = useState(storedTheme);
  const choose = (chosen: Theme) => {
    setTheme(chosen);
    applyTheme(chosen);
    try {
      localStorage.setItem(storageKey, chosen);
    } catch {
      // Without storage it is chosen anew each time.
    }
  };
  return (
    <label class="theme-choice no-print">
      <span class="dim">Colours </span>
      <select value={theme} onChange={(event) => choose(event.currentTarget.value as Theme)}>
        {order.map((each) => (
          <option key={each} value={each}>
            {names[each]}
          </option>
        ))}
      </select>
    </label>
  );
}

function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(storageKey);
    return order.find((each) => each === stored) ?? "auto";
  } catch {
    return "auto";
  }
}

/** Calls back whenever colours may have changed, as on paper they do. @returns what ends that */
export function onThemeChange(changed: () => void): () => void {
  const media = ["(prefers-color-scheme: dark)", "print"].map((query) => matchMedia(query));
  const watcher = new MutationObserver(changed);
  watcher.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  for (const each of media) each.addEventListener("change", changed);
  return () => {
    watcher.disconnect();
    for (const each of media) each.removeEventListener("change", changed);
  };
}

/** What a variable of base.css is now. */
export const colourOf = (variable: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
