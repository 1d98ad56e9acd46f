// Which rows of a long list are drawn. Pure.

/** Rows above and below what is seen. */
const spare = 6;

export function rowsInView(
  { top, height }: { top: number; height: number },
  rowHeight: number,
  total: number,
): { from: number; to: number } {
  const from = Math.max(0, Math.floor(top / rowHeight) - spare);
  const to = Math.min(total, Math.ceil((top + height) / rowHeight) + spare);
  return { from: Math.min(from, to), to };
}
