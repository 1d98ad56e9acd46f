// Keys for who types: `g` and a letter goes to a view, `/` to the search, `?` shows all of them.
import { useEffect } from "preact/hooks";
import { later } from "../state/browser.ts";
import { places } from "../places.ts";
import { goTo } from "../state/router.ts";
import { createStore, useStore } from "../state/store.ts";
import { Dialog } from "./dialog.tsx";

export const areShortcutsShown = createStore(false);

export function Shortcuts() {
  const isShown = useStore(areShortcutsShown);
  useEffect(() => {
    let isGoing = false;
    let stop: () => void = () => undefined;
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector("dialog[open]") !== null) return;
      if (isGoing) {
        isGoing = false;
        const place = places.find(({ key }) => key === event.key.toLowerCase());
        if (place === undefined) return;
        event.preventDefault();
        goTo(...(place.step === "" ? [] : [place.step]));
        return;
      }
      if (event.key === "g") {
        isGoing = true;
        stop();
        stop = later(1500, () => (isGoing = false));
      } else if (event.key === "?") {
        event.preventDefault();
        areShortcutsShown.set(true);
      } else if (event.key === "/") {
        const search = document.querySelector<HTMLElement>('#main input[type="search"]');
        if (search === null) return;
        event.preventDefault();
        search.focus();
      } else if (event.key === "u") {
        event.preventDefault();
        goTo("forecast");
        later(50, () => document.querySelector<HTMLElement>("#choose-files")?.click());
      }
    };
    window.addEventListener("keydown", press);
    return () => {
      stop();
      window.removeEventListener("keydown", press);
    };
  }, []);
  if (!isShown) return null;
  return (
    <Dialog title="Keys" onClose={() => areShortcutsShown.set(false)}>
      <dl class="keys">
        {places.map(({ key, name }) => (
          <div key={key}>
            <dt>
              <kbd>g</kbd> <kbd>{key}</kbd>
            </dt>
            <dd>{name}</dd>
          </div>
        ))}
        {others.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

const others = [
  ["u", "Choose files to forecast"],
  ["/", "Search or filter this view"],
  ["↑ ↓", "Another series or row, in a list that has the focus"],
  ["← →", "Another date, in a chart that has the focus"],
  ["+ −", "Zoom the chart"],
  ["Esc", "Close, or show the whole chart"],
  ["?", "These keys"],
] as const;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName))
  );
}
