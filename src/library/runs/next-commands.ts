// Commands that go on with a run, whole, so that they can be pasted: with what was chosen for this command alone.
import { shellQuote } from "../../core/shell-quote.ts";
import { placeWords, type Place } from "../place.ts";
import type { NextCommands } from "../predict/sent-words.ts";

export interface RunCommands extends NextCommands {
  show: string;
  remove: string;
}

export function nextCommands(place: Place, run: string): RunCommands {
  const chosen = placeWords(place);
  const command = (...words: string[]) => shellQuote(["cloud-runner", ...words, ...chosen]);
  return {
    fetch: command("runs", "fetch", run),
    resume: command("predict", "--resume", run),
    show: command("runs", "show", run),
    remove: command("runs", "remove", run),
  };
}
