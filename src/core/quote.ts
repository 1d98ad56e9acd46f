// Text of the user's own in a message: one line, nothing invisible, cut to a length.
const excerptLimit = 120;

/**
 * What a terminal obeys instead of showing it, but for line ends and tabs; and what turns text around on the screen.
 * https://trojansource.codes
 */
const obeyed =
  // oxlint-disable-next-line no-control-regex -- control characters are what is being made visible
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

const named: Readonly<Record<string, string>> = { "\n": String.raw`\n`, "\r": String.raw`\r` };

const written = (character: string): string => {
  const code = character.charCodeAt(0).toString(16);
  return (
    named[character] ?? (code.length > 2 ? `\\u${code.padStart(4, "0")}` : `\\x${code.padStart(2, "0")}`)
  );
};

/** Whether a terminal would show something else than the text. */
export const hasControls = (text: string): boolean => text.search(obeyed) >= 0 || /[\t\n]/.test(text);

/** With control characters written out: `\x1b` where a terminal would take a command. */
export const withoutControls = (text: string): string =>
  text.replaceAll("\r\n", "\n").replaceAll(obeyed, written);

/** The same in one line, for a name in the middle of a sentence or a cell of a table. */
export const inOneLine = (text: string): string => withoutControls(text).replaceAll("\n", written);

/** Of several lines, as somebody else wrote them, none but the first begins where ours begin. */
export const indentRest = (text: string, margin = "    "): string => text.replaceAll("\n", `\n${margin}`);

/** JSON that means the same and has no such characters either. */
export const jsonWithoutControls = (json: string): string =>
  json.replaceAll(obeyed, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** One line for a report: control characters made visible, cut at 120 characters. */
export function shorten(text: string): string {
  const visible = text.replaceAll(obeyed, "\ufffd").replaceAll("\t", "\\t");
  return visible.length > excerptLimit ? `${visible.slice(0, excerptLimit - 1)}…` : visible;
}

/** A cell's text in quotes, for the middle of a sentence. */
export function quote(text: string): string {
  const short = shorten(text).replaceAll("\n", "\\n");
  return `"${short.length > 40 ? `${short.slice(0, 39)}…` : short}"`;
}
