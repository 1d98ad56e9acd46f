// How a panel is cut into slices, each so small that one task holds it in memory and loses little when it dies.

export interface SliceSize {
  mostRows: number;
  mostSeries: number;
}

/** The first series of each slice. A series longer than a slice is one by itself. */
export function cutSlices(rows: Uint32Array, { mostRows, mostSeries }: SliceSize): number[] {
  const firsts: number[] = [];
  let filled = Infinity;
  for (let series = 0; series < rows.length; series++) {
    if (filled + rows[series]! > mostRows || series - firsts.at(-1)! === mostSeries) {
      firsts.push(series);
      filled = 0;
    }
    filled += rows[series]!;
  }
  return firsts;
}
