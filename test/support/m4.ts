// The files of the M4 competition: one row a series, its id first, empty cells at the end.
import { readFileSync } from "node:fs";

export const readM4 = (path: string): number[][] =>
  readFileSync(path, "utf8")
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) =>
      line
        .replaceAll('"', "")
        .split(",")
        .slice(1)
        .filter((cell) => cell !== "" && cell !== "NA")
        .map(Number),
    );
