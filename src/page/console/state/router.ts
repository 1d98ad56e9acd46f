// Where the page is: `#/runs/ID?file=2` in the address, so that every view can be sent to somebody and gone back to.
import { parseRoute, query as searchOf, view, type Route } from "./paths.ts";
import { createStore, useStore, type Store } from "./store.ts";

const route: Store<Route> = createStore(parseRoute(window.location.hash));

window.addEventListener("hashchange", () => route.set(parseRoute(window.location.hash)));

export const useRoute = (): Route => useStore(route);

export function goTo(...steps: readonly string[]): void {
  window.location.hash = view(...steps);
}

/** Changes the question mark's part alone, without a step for the back button. */
export function setQuery(query: Readonly<Record<string, string | undefined>>): void {
  const { steps, query: before } = route.get();
  const hash = view(...steps) + searchOf({ ...before, ...query });
  window.history.replaceState(null, "", hash);
  route.set(parseRoute(hash));
}
