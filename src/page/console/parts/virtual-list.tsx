// A list of which only what is seen is drawn, so that a thousand rows scroll as ten do. One row is chosen by the arrow keys.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { rowsInView } from "./rows-in-view.ts";

export function VirtualList({
  label,
  total,
  rowHeight,
  chosen,
  onChoose,
  onView,
  row,
}: {
  label: string;
  total: number;
  rowHeight: number;
  chosen: number | undefined;
  onChoose: (index: number) => void;
  /** Told which rows are looked at. */
  onView?: (from: number, to: number) => void;
  row: (index: number) => ComponentChildren;
}) {
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const [seen, setSeen] = useState({ top: 0, height: 400 });
  const { from, to } = rowsInView(seen, rowHeight, total);

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () => setSeen({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => onView?.(from, to), [from, to, total]);
  useEffect(() => {
    if (chosen !== undefined) reveal(chosen);
  }, [chosen]);

  function reveal(index: number): void {
    const element = box.current;
    if (element === null) return;
    const top = index * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight > element.scrollTop + element.clientHeight)
      element.scrollTop = top + rowHeight - element.clientHeight;
  }

  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(seen.height / rowHeight) - 1);
    const current = chosen ?? -1;
    const target = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + page,
      PageUp: current - page,
      Home: 0,
      End: total - 1,
    }[event.key];
    if (target === undefined || total === 0) return;
    event.preventDefault();
    onChoose(Math.min(total - 1, Math.max(0, target)));
  };

  return (
    <div
      ref={box}
      class="list"
      role="listbox"
      aria-label={label}
      tabIndex={0}
      aria-activedescendant={
        chosen !== undefined && chosen >= from && chosen < to ? `${id}-${chosen}` : undefined
      }
      onScroll={(event) =>
        setSeen({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })
      }
      onKeyDown={onKeyDown}
    >
      <div class="list-inside" role="presentation" style={{ height: `${total * rowHeight}px` }}>
        {Array.from({ length: to - from }, (_, offset) => from + offset).map((index) => (
          <div
            key={index}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === chosen}
            aria-setsize={total}
            aria-posinset={index + 1}
            class="list-row"
            style={{ transform: `translateY(${index * rowHeight}px)`, height: `${rowHeight}px` }}
            onClick={() => onChoose(index)}
          >
            {row(index)}
          </div>
        ))}
      </div>
    </div>
  );
}
