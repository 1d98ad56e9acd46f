// What reaches a screen: text with colours of our own, and nothing else that a terminal would obey. Text comes from logs,
// messages, names and files of others, so each colour of ours carries a mark that they cannot know.
import { randomBytes } from "node:crypto";
import widthOf from "fast-string-width";
import { withoutControls } from "../../core/quote.ts";

/** Codes that begin and end each. https://en.wikipedia.org/wiki/ANSI_escape_code#Select_Graphic_Rendition_parameters */
const styles = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
} as const;

export type Paint = Readonly<Record<keyof typeof styles, (text: string) => string>>;

export interface Ink {
  paint: Paint;
  /** The text as it may be written: painted where it was painted here, and everything else visible. */
  show: (text: string) => string;
}

const anyMark = /\ue000[0-9a-f]{16}[0-9]+m/g;

export function createInk(hasColour: boolean): Ink {
  if (!hasColour) return { paint: paintWith(() => ""), show: visible };
  const mark = `\ue000${randomBytes(8).toString("hex")}`;
  const ours = new RegExp(`${mark}([0-9]+)m`);
  return {
    paint: paintWith((code) => `${mark}${code}m`),
    // Split by a pattern with a group, every second part is what the group found.
    show: (text) =>
      text
        .split(ours)
        .map((part, index) => (index % 2 === 1 ? `\u001b[${part}m` : visible(part)))
        .join(""),
  };
}

function paintWith(codeOf: (code: number) => string): Paint {
  const painted = Object.entries(styles).map(([name, [begin, end]]) => {
    const [on, off] = [codeOf(begin), codeOf(end)];
    // What is painted inside must not end what is around it.
    const paint = (text: string) =>
      on === "" || text === "" ? text : `${on}${text.replaceAll(off, `${off}${on}`)}${off}`;
    return [name, paint];
  });
  return Object.fromEntries(painted) as Paint;
}

/** Stands for a space at which no line is broken. */
export const glue = "\ue001";

const visible = (text: string): string => withoutControls(text).replaceAll(glue, " ");

const isPlain = /^[ -~]*$/;
/** Columns that the text takes on a screen: letters of East Asia and pictures take two, a letter with its accents one. */
export function shownLength(text: string): number {
  const shown = visible(unpainted(text));
  return isPlain.test(shown) ? shown.length : widthOf(shown);
}

export const unpainted = (text: string): string => text.replaceAll(anyMark, "");
