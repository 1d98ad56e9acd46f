// What the delivery engine remembers of one subscription.
import type { Puller } from "./messages/puller.ts";
import { createPushWindow, type PushWindow } from "./push-window.ts";

/** What is under way for one subscription. */
export interface Line {
  /** Of the endpoint that `pushes` go to. */
  window: PushWindow;
  endpoint?: string;
  pushes: Set<AbortController>;
  /** Pushes to former endpoints: they may still be acknowledged, but take no room from the present one. */
  formerPushes: Set<AbortController>;
  pullers: Set<Puller>;
  isWoken: boolean;
  /** To be woken in a moment. */
  isDue: boolean;
  timer?: { at: number; abort: AbortController };
  droppedAt: number;
  reported: Set<string>;
}

export const newLine = (): Line => ({
  window: createPushWindow(),
  pushes: new Set(),
  formerPushes: new Set(),
  pullers: new Set(),
  isWoken: false,
  isDue: false,
  droppedAt: 0,
  reported: new Set(),
});
