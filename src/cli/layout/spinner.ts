// The spinner on a terminal: one line, however long its text and however narrow the window is or becomes.
import type { WriteStream } from "node:tty";
import ora from "ora";
import { shortenMiddle } from "./shorten.ts";
import { shownLength } from "../shell/paint.ts";

/** What progress needs of it. */
export interface Spinner {
  text: string;
  start(): unknown;
  stop(): unknown;
  clear(): unknown;
  render(): unknown;
}

/** The moving mark and the space behind it; the last column stays free, where some terminals break the line. */
const besides = 3;

export function createOraSpinner(
  stream: WriteStream,
  given: string,
  colour: boolean,
  ellipsis: string,
): Spinner {
  let full = given;
  const fitted = () => shortenMiddle(full, Math.max(1, stream.columns - besides), ellipsis);
  let shown = fitted();
  const spinner = ora({
    text: shown,
    color: colour ? "cyan" : false,
    // Ora would otherwise take over standard input, which `predict -` and prompts read.
    discardStdin: false,
    stream,
  });
  // A narrower window has broken the line, and ora knows of one only; while it turns, it puts itself around all that is written.
  const onResize = () => {
    if (!spinner.isSpinning) return refit();
    const lines = Math.ceil((shownLength(shown) + 2) / Math.max(1, stream.columns));
    spinner.stop();
    stream.moveCursor(0, 1 - lines);
    stream.clearScreenDown();
    refit();
    spinner.start();
  };
  const refit = () => {
    shown = fitted();
    spinner.text = shown;
  };
  return {
    get text() {
      return full;
    },
    set text(text) {
      full = text;
      refit();
    },
    start() {
      stream.on("resize", onResize);
      spinner.start();
    },
    stop() {
      stream.off("resize", onResize);
      spinner.stop();
    },
    clear: () => spinner.clear(),
    render: () => spinner.render(),
  };
}
