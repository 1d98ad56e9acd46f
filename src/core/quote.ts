// Text of the user's own in a message: one line, nothing invisible, cut to a length.
const excerptLimit = 120;

/** One line for a report: control characters made visible, cut at 120 characters. */
export function shorten(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is being made visible
  const visible = text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "\ufffd").replaceAll("\t", "\\t");
  return visible.length > excerptLimit ? `${visible.slice(0, excerptLimit - 1)}…` : visible;
}

/** A cell's text in quotes, for the middle of a sentence. */
export function quote(text: string): string {
  const short = shorten(text).replaceAll("\n", "\\n");
  return `"${short.length > 40 ? `${short.slice(0, 39)}…` : short}"`;
}
