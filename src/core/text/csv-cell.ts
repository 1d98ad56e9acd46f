/** One field of a CSV row, by RFC 4180. Blanks at an edge need quotes too: a reader would trim them, ours included. */
export const csvCell = (text: string): string =>
  /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
