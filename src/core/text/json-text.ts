// JSON that somebody else wrote. V8 takes seconds for megabytes of brackets in brackets, in which nothing else is done.

/** Google's own parser goes as deep and no deeper. */
export const deepestJson = 100;

/**
 * @param most values that it may hold, where somebody else waits meanwhile
 * @throws SyntaxError for what is no JSON, for what is nested too deeply, and for what holds too much
 */
export function parseJsonText(text: string, most = Infinity): unknown {
  const found = excessOf(text, most);
  if (found !== undefined) throw new SyntaxError(`The JSON ${found}.`);
  return JSON.parse(text) as unknown;
}

function excessOf(text: string, most: number): string | undefined {
  if (text.length <= deepestJson) return undefined;
  let [depth, values] = [0, 1];
  for (let at = 0; at < text.length; at++) {
    switch (text.charAt(at)) {
      case '"':
        at = endOfString(text, at);
        break;
      case "[":
      case "{":
        if (++depth > deepestJson) return `is nested more than ${deepestJson} levels deep`;
        break;
      case ",":
        if (++values > most) return `holds more than ${most} values`;
        break;
      case "]":
      case "}":
        depth--;
        break;
      default:
    }
  }
  return undefined;
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
