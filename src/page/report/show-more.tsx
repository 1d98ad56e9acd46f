// Below a table that is not there as a whole: how much of it is, and more on request.
import type { RefObject } from "preact";

export interface ShowMoreProps {
  table: RefObject<HTMLElement | null>;
  /** Rows that are shown, and those that would be then. */
  count: number;
  next: number;
  of: number;
  what: string;
  onMore: (count: number) => void;
}

export function ShowMore({ table, count, next, of, what, onMore }: ShowMoreProps) {
  if (of <= count) return null;
  const more = () => {
    onMore(next);
    // The button will be gone.
    if (of <= next) table.current?.focus({ preventScroll: true });
  };
  return (
    <p class="no-print">
      <button type="button" onClick={more}>
        Show more
      </button>{" "}
      <span class="dim">
        {count} of {of} {what}
      </span>
    </p>
  );
}
