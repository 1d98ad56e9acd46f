// Names for the columns of a table that has none.

/** @param width how many columns */
export function numberedNames(width: number): { names: string[]; note: string } {
  const names = Array.from({ length: width }, (_, column) => `column${column + 1}`);
  const shown = names.slice(0, 10).join(", ");
  return { names, note: `The rows have no header, so their columns are called ${shown}.` };
}
