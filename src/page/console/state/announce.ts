// What a screen reader says without the focus moving, and what stands in the corner for a moment.
import { later } from "./browser.ts";
import { createStore } from "./store.ts";

export interface Note {
  key: number;
  kind: "good" | "bad";
  text: string;
}

export const spoken = createStore("");
export const notes = createStore<readonly Note[]>([]);

let count = 0;

export const say = (text: string): void => spoken.set(text);

/** Shown and spoken; a failure stays until it is closed. */
export function note(kind: Note["kind"], text: string): void {
  count += 1;
  const key = count;
  notes.set([...notes.get().slice(-2), { key, kind, text }]);
  if (kind === "good") later(6000, () => closeNote(key));
}

export const closeNote = (key: number): void => notes.set(notes.get().filter((each) => each.key !== key));
