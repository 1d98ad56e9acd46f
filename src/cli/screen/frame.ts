// Text that is drawn over itself on a terminal, line by line, so that nothing flickers and nothing scrolls.
import { shownLength } from "../shell/paint.ts";
import type { View } from "../shell/view.ts";

export interface FrameStream {
  write(text: string): unknown;
  columns?: number | undefined;
  rows?: number | undefined;
}

export interface Frame {
  /** Replaces what was drawn before. What the screen has no room for is left out, and said. */
  draw(text: string): void;
}

// https://en.wikipedia.org/wiki/ANSI_escape_code#CSI_(Control_Sequence_Introducer)_sequences
const eraseLine = "\u001b[K";
const eraseBelow = "\u001b[J";
const up = (lines: number) => (lines > 0 ? `\u001b[${lines}A` : "");
/** A terminal that knows these shows all of it at once; others take no notice. */
const [begin, end] = ["\u001b[?2026h", "\u001b[?2026l"];

export function createFrame(stream: FrameStream, view: Pick<View, "show" | "paint" | "symbols">): Frame {
  let drawn: string[] = [];

  /** Where a window became narrower, the terminal has broken what was drawn. */
  function height(): number {
    const columns = Math.max(1, stream.columns ?? 80);
    return drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(shownLength(line) / columns)), 0);
  }

  return {
    draw(text) {
      const most = Math.max(2, (stream.rows ?? 24) - 1);
      const all = text.split("\n");
      const lines =
        all.length <= most
          ? all
          : [
              ...all.slice(0, most - 1),
              view.paint.dim(`${view.symbols.ellipsis} ${all.length - most + 1} lines more`),
            ];
      const above = Math.min(height(), most + 1);
      stream.write(
        `${begin}\r${up(above)}${lines.map((line) => `${view.show(line)}${eraseLine}\n`).join("")}${eraseBelow}${end}`,
      );
      drawn = lines;
    },
  };
}
