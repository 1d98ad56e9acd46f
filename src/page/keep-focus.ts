// Gives the focus a place when what had it is gone or can no longer be used: else keys and screen readers begin at the top again.

interface Holder {
  element: HTMLElement;
  /** From the nearest one on. */
  above: readonly Element[];
}

/** From now on. What is left without a holder goes to the heading that was nearest above it. */
export function keepFocus(): void {
  let holder: Holder | undefined;
  document.addEventListener("focusin", ({ target }) => {
    holder = target instanceof HTMLElement ? { element: target, above: above(target) } : undefined;
  });
  document.addEventListener("focusout", () => {
    // Whoever leaves it by a click beside everything wants no other place.
    queueMicrotask(() => {
      if (holder && isUsable(holder.element) && document.activeElement !== holder.element) holder = undefined;
    });
  });
  const look = () => {
    if (holder === undefined || isUsable(holder.element)) return;
    const heading = headingOf(holder);
    holder = undefined;
    const active = document.activeElement;
    if (active !== null && active !== document.body && isUsable(active)) return;
    if (heading === undefined) return;
    heading.tabIndex = -1;
    // The page stays where it was for those who do not see by the focus.
    heading.focus({ preventScroll: true });
  };
  new MutationObserver(look).observe(document.body, {
    childList: true,
    subtree: true,
    attributeFilter: ["disabled"],
  });
}

const isUsable = (element: Element): boolean => element.isConnected && !element.matches(":disabled");

function above(element: Element): Element[] {
  const { parentElement } = element;
  return parentElement === null ? [] : [parentElement, ...above(parentElement)];
}

function headingOf({ above: places }: Holder): HTMLElement | undefined {
  for (const place of places) {
    const heading = place.isConnected ? place.querySelector<HTMLElement>("h1, h2, h3") : null;
    if (heading !== null) return heading;
  }
  return undefined;
}
