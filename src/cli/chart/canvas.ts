// A grid of characters that is drawn on with finer dots: braille where the terminal can show it, else one dot a cell.

/** `line-0` is the first of the further lines. */
export type Layer = "band" | "history" | `line-${number}` | "forecast";

export interface Canvas {
  /** Size in dots. */
  width: number;
  height: number;
  /** Outside the canvas nothing happens. */
  dot(x: number, y: number, layer: Layer): void;
  line(from: readonly [number, number], to: readonly [number, number], layer: Layer): void;
  /** Lines of cells; `paint` colours a run of cells of one layer. */
  rows(paint: (text: string, layer: Layer) => string): string[];
}

export interface CanvasOptions {
  columns: number;
  rows: number;
  unicode: boolean;
  /** Lines beside the forecast. */
  lines?: number;
}

// Bits of a braille cell by column and row: https://www.unicode.org/charts/PDF/U2800.pdf
const brailleBits = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;

const lineMarks = ["x", "+", "#", "%", "@", "&", "="] as const;

export function asciiMark(layer: Layer): string {
  switch (layer) {
    case "band":
      return ":";
    case "history":
      return "*";
    case "forecast":
      return "o";
    default:
      return lineMarks[Number(layer.slice("line-".length)) % lineMarks.length]!;
  }
}

export function createCanvas({ columns, rows, unicode, lines = 0 }: CanvasOptions): Canvas {
  // Layers that come later hide those before, as a whole cell has one colour.
  const further = Array.from({ length: lines }, (_, index): Layer => `line-${lines - 1 - index}`);
  const layers: readonly Layer[] = ["band", "history", ...further, "forecast"];
  const perX = unicode ? 2 : 1;
  const perY = unicode ? 4 : 1;
  const width = columns * perX;
  const height = rows * perY;
  const bits = new Map(layers.map((layer) => [layer, new Uint8Array(columns * rows)]));
  const bitsOf = (layer: Layer) => bits.get(layer)!;

  const dot = (x: number, y: number, layer: Layer) => {
    const [dotX, dotY] = [Math.round(x), Math.round(y)];
    if (dotX < 0 || dotY < 0 || dotX >= width || dotY >= height) return;
    const cell = Math.floor(dotY / perY) * columns + Math.floor(dotX / perX);
    bitsOf(layer)[cell]! |= unicode ? brailleBits[(dotX % 2) as 0 | 1][(dotY % 4) as 0 | 1 | 2 | 3] : 1;
  };

  const cellAt = (cell: number): { text: string; layer: Layer | undefined } => {
    const layer = layers.findLast((each) => bitsOf(each)[cell] !== 0);
    if (layer === undefined) return { text: " ", layer };
    if (!unicode) return { text: asciiMark(layer), layer };
    // The dots of the band around a line stay visible in the line's colour, so that the band has no holes.
    const all = layers.reduce((sum, each) => sum | bitsOf(each)[cell]!, 0);
    return { text: String.fromCodePoint(0x2800 + all), layer };
  };

  return {
    width,
    height,
    dot,
    line([fromX, fromY], [toX, toY], layer) {
      const steps = Math.max(1, Math.ceil(Math.max(Math.abs(toX - fromX), Math.abs(toY - fromY))));
      for (let step = 0; step <= steps; step += 1) {
        const part = step / steps;
        dot(fromX + (toX - fromX) * part, fromY + (toY - fromY) * part, layer);
      }
    },
    rows(paint) {
      return Array.from({ length: rows }, (_, row) => {
        let line = "";
        let run = "";
        let runLayer: Layer | undefined;
        const flush = () => {
          line += runLayer === undefined ? run : paint(run, runLayer);
          run = "";
        };
        for (let column = 0; column < columns; column += 1) {
          const { text, layer } = cellAt(row * columns + column);
          if (layer !== runLayer) flush();
          runLayer = layer;
          run += text;
        }
        flush();
        return line.trimEnd();
      });
    },
  };
}
