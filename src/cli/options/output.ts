// `-o`: a file or a folder, - for standard output, or nothing for beside the input.
import type { Output } from "../../library/predict/sources/input.ts";

export function outputFrom(word: string | undefined): Output {
  if (word === undefined) return "beside";
  return word === "-" ? "nowhere" : { path: word };
}
