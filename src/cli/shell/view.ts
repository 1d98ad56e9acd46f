// How one stream can be written to: colour, width, character set.
import { Chalk, type ChalkInstance, type ColorSupportLevel } from "chalk";
import type { Io, OutputStream } from "./io.ts";

export interface View {
  /** Paints when the stream shows colour, else leaves text as it is. */
  paint: ChalkInstance;
  colour: boolean;
  /** Whether a line can be drawn over: a terminal that knows its width and is no log of a build. */
  animates: boolean;
  columns: number;
  /** Where sentences wrap; without an end when no terminal would break them, so that a search finds them whole. */
  wrapsAt: number;
  /** Whether characters beyond ASCII can be shown. */
  unicode: boolean;
  /** ✔ ✖ and friends, or their plain stand-ins. */
  symbols: { ok: string; failed: string; warning: string; bullet: string; ellipsis: string };
}

const unicodeSymbols = { ok: "✔", failed: "✖", warning: "⚠", bullet: "•", ellipsis: "…" };
const asciiSymbols = { ok: "ok", failed: "x", warning: "!", bullet: "-", ellipsis: "..." };

/** Each stream is judged for itself: results may go to a file while progress stays on the screen. */
export function viewOf(stream: OutputStream, io: Pick<Io, "env" | "platform">, noColour: boolean): View {
  const isTty = stream.isTTY === true;
  const level = noColour ? 0 : colourLevel(isTty, io.env);
  const unicode = isUnicode(io);
  const columns = Math.max(20, stream.columns || Number(io.env["COLUMNS"]) || 80);
  return {
    paint: new Chalk({ level }),
    colour: level > 0,
    // Some terminals, such as a build's, say that they have no columns; a spinner would count lines without end.
    animates: isTty && (stream.columns ?? 0) > 0 && io.env["TERM"] !== "dumb" && !io.env["CI"],
    columns,
    wrapsAt: isTty ? columns : Infinity,
    unicode,
    symbols: unicode ? unicodeSymbols : asciiSymbols,
  };
}

function colourLevel(isTty: boolean, env: Io["env"]): ColorSupportLevel {
  if (env["NO_COLOR"] || env["TERM"] === "dumb") return 0;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) {
    if (forced === "0" || forced === "false") return 0;
    return forced === "2" ? 2 : forced === "3" ? 3 : 1;
  }
  if (!isTty) return 0;
  if (env["COLORTERM"] === "truecolor" || env["COLORTERM"] === "24bit") return 3;
  return env["TERM"]?.includes("256color") ? 2 : 1;
}

/** CLOUD_RUNNER_ASCII settles it; else the locale does, and no locale at all counts as able. */
function isUnicode({ env, platform }: Pick<Io, "env" | "platform">): boolean {
  if (env["CLOUD_RUNNER_ASCII"]) return false;
  if (env["TERM"] === "linux") return false;
  if (platform === "win32") return env["WT_SESSION"] !== undefined || env["TERM_PROGRAM"] !== undefined;
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"];
  return locale === undefined || locale === "" || /utf-?8/i.test(locale);
}
