// The edge of the page: the time and timers. All other files take them from here.

export const now = (): number => Date.now();

/** Calls back once, unless the answer is called before. */
export function later(ms: number, call: () => void): () => void {
  const timer = window.setTimeout(call, ms);
  return () => window.clearTimeout(timer);
}

/** Once the browser has drawn what was changed. */
export const nextFrame = (call: () => void): void => {
  window.requestAnimationFrame(() => call());
};
