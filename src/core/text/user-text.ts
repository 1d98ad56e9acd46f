// Text that somebody has written in an editor: UTF-8 with or without a byte order mark, or UTF-16 with one, which is what
// `>` makes in older versions of PowerShell.

/** Without the mark. @throws TypeError for bytes that are no such text */
export function userText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  return new TextDecoder(encoding, { fatal: true }).decode(bytes);
}
