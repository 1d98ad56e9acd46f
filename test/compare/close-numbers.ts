// Whether two answers are the same but for numbers that are close.

/** @param share of the range of all numbers of the older answer, by which each number may differ */
export function areClose(older: string, newer: string, share: number): boolean {
  const [before, after] = [cellsOf(older), cellsOf(newer)];
  if (before.length !== after.length) return false;
  const numbers = before.map(Number).filter((number) => Number.isFinite(number));
  const allowed = share * (Math.max(...numbers) - Math.min(...numbers));
  return before.every((cell, at) => {
    const other = after[at]!;
    return (
      cell === other || (cell !== "" && other !== "" && Math.abs(Number(cell) - Number(other)) <= allowed)
    );
  });
}

/** Lines are told from cells, so that no cell moves from one to the next. */
const cellsOf = (text: string): string[] => text.split("\n").flatMap((line) => [...line.split(","), "\n"]);
