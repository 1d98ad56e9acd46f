// How one stream can be written to: colour, width, character set.
import { platformOf } from "../../core/platform/platform.ts";
import { shortPath } from "../layout/short-path.ts";
import type { Io, OutputStream } from "./io.ts";
import { createInk, type Ink } from "./paint.ts";

/** Paints when the stream shows colour, else leaves text as it is. */
export interface View extends Ink {
  colour: boolean;
  /** Whether somebody looks at it, and not a file or another program. */
  isScreen: boolean;
  /** Whether a line can be drawn over: a terminal that knows its width and is no log of a build. */
  animates: boolean;
  columns: number;
  /** Where sentences wrap; without an end when no terminal would break them, so that a search finds them whole. */
  wrapsAt: number;
  /** Whether a command may go on in the next line, as shells read it after a backslash. */
  breaksCommands: boolean;
  /** A command of ours as it works where it is pasted; as it is when absent. */
  placed?: (command: string) => string;
  /** Whether characters beyond ASCII can be shown. */
  unicode: boolean;
  /** A path as whoever reads this would type it. */
  shortPath: (path: string) => string;
  /** ✔ ✖ and friends, or their plain stand-ins. */
  symbols: { ok: string; failed: string; warning: string; bullet: string; ellipsis: string };
}

const unicodeSymbols = { ok: "✔", failed: "✖", warning: "⚠", bullet: "•", ellipsis: "…" };
const asciiSymbols = { ok: "ok", failed: "x", warning: "!", bullet: "-", ellipsis: "..." };

/** Each stream is judged for itself: results may go to a file while progress stays on the screen. */
export function viewOf(
  stream: OutputStream,
  io: Pick<Io, "env" | "platform"> & Partial<Pick<Io, "cwd">>,
  noColour: boolean,
): View {
  const isTty = stream.isTTY === true;
  const colour = !noColour && showsColour(isTty, io.env);
  const unicode = isUnicode(io);
  // Asked each time, since a window may change while something is waited for.
  const columns = () => Math.max(20, stream.columns || Number(io.env["COLUMNS"]) || 80);
  return {
    ...createInk(colour),
    colour,
    isScreen: isTty,
    // Some terminals, such as a build's, say that they have no columns; a spinner would count lines without end.
    animates: isTty && (stream.columns ?? 0) > 0 && io.env["TERM"] !== "dumb" && !io.env["CI"],
    get columns() {
      return columns();
    },
    get wrapsAt() {
      return isTty ? columns() : Infinity;
    },
    breaksCommands: platformOf(io.platform).shell(io.env) === "posix",
    unicode,
    shortPath: (path) => shortPath(path, io),
    symbols: unicode ? unicodeSymbols : asciiSymbols,
  };
}

function showsColour(isTty: boolean, env: Io["env"]): boolean {
  if (env["NO_COLOR"] || env["TERM"] === "dumb") return false;
  const forced = env["FORCE_COLOR"];
  return forced === undefined ? isTty : forced !== "0" && forced !== "false";
}

/** CLOUD_RUNNER_ASCII settles it; else the locale does, and no locale at all counts as able. */
function isUnicode({ env, platform }: Pick<Io, "env" | "platform">): boolean {
  if (env["CLOUD_RUNNER_ASCII"]) return false;
  // The console of a machine without a screen of windows has few characters.
  return env["TERM"] !== "linux" && platformOf(platform).showsUnicode(env);
}
