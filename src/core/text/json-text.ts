// JSON that somebody else wrote. V8 takes seconds for megabytes of brackets in brackets, in which nothing else is done.

/** Google's own parser goes as deep and no deeper. */
export const deepestJson = 100;

/** @throws SyntaxError for what is no JSON, and for what is nested too deeply */
export function parseJsonText(text: string): unknown {
  if (isDeep(text)) throw new SyntaxError(`The JSON is nested more than ${deepestJson} levels deep.`);
  return JSON.parse(text) as unknown;
}

function isDeep(text: string): boolean {
  if (text.length <= deepestJson) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charAt(at)) {
      case '"':
        at = endOfString(text, at);
        break;
      case "[":
      case "{":
        if (++depth > deepestJson) return true;
        break;
      case "]":
      case "}":
        depth--;
        break;
      default:
    }
  }
  return false;
}

/** Where the string that begins at `start` has its closing quote; the end of the text where it has none. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end;
    while (text[before - 1] === "\\") before--;
    if ((end - before) % 2 === 0) return end;
  }
  return text.length;
}
