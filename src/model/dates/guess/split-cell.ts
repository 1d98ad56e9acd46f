// One cell of a column of dates as numbers, words and what is between them.

import { offsetOfZone } from "../zones.ts";

export interface Token {
  kind: "number" | "ordinal" | "word" | "half" | "zone" | "other";
  text: string;
}

/** An offset, or a name of capitals, or `Area/City`; perhaps a name in brackets behind it, as Java and JavaScript write. */
const zoneText = String.raw`(?:(?:[A-Z]{1,5}|[a-z]{3})?[+\-\u2212]\d{1,2}(?::?\d{2})?|[zZ]|[A-Z]{2,5}|[A-Z][A-Za-z]+/[A-Za-z_/+-]+\d*)?(?:\s?[([][^()[\]]+[)\]])?`;
const behindTime = String.raw`(?<=:\d\d(?:[.,]\d+)?(?:\s?[AaPp]\.?[Mm]\.?)?|\d[Tt]\d{2,6}(?:[.,]\d+)?|\d{8} \d{4,6})`;
/** XML writes days with a zone. */
const zoneOfDay = /(?<=^\d{4}-\d\d-\d\d)()(Z|[+-]\d\d:\d\d)$/;
const zoneAtEnd = new RegExp(String.raw`${behindTime}(\s?)(${zoneText})$`);
/** As in `Fri Jan 5 00:00:00 CET 2024`. */
const zoneInside = /(?<=:\d\d )([A-Z]{3,5}|[+-]\d{4})(?= \d{4}$)/;

const tokenPattern =
  /(\d+)|(?<=\d)(st|nd|rd|th)(?!\p{L})|((?<![\p{L}.])[ap]\.?[ \u00a0\u202f]?m(?!\p{L})\.?|(?<=:\d\d\s?)[ap](?!\p{L})|上午|下午|午前|午後|凌晨|清晨|早上|中午|晚上|오전|오후|(?<=\d\s)(?:PT?G|[صم])(?![\p{L}\p{M}])|[πμ]\.?μ\.?(?!\p{L}))|(星期[一二三四五六日天]|[週周][一二三四五六日天]|[月火水木金土日]曜日|[월화수목금토일]요일|분기|[第年月日號号日時时点點分秒년월일시분초]|[\p{L}\p{M}\u200c\u200d]+(?:\.(?=\p{L})[\p{L}\p{M}]+)*)|([^\d\p{L}\p{M}]+)/giu;

export function splitCell(text: string): Token[] {
  const inside = zoneInside.exec(text);
  if (inside !== null) {
    const end = inside.index + inside[0].length;
    return [
      ...split(text.slice(0, inside.index)),
      { kind: "zone", text: inside[0] },
      ...split(text.slice(end)),
    ];
  }
  const zone = zoneOfDay.exec(text) ?? zoneAtEnd.exec(text);
  if (zone === null || zone[2] === "" || offsetOfZone(zone[2]!) === undefined) return split(text);
  const before = split(text.slice(0, zone.index));
  const blank: Token[] = zone[1] === "" ? [] : [{ kind: "other", text: " " }];
  return [...before, ...blank, { kind: "zone", text: zone[2]! }];
}

function split(text: string): Token[] {
  return [...text.matchAll(tokenPattern)].map(([whole, number, ordinal, half, word]) => {
    if (number !== undefined) return { kind: "number", text: whole };
    if (ordinal !== undefined) return { kind: "ordinal", text: whole };
    if (half !== undefined) return { kind: "half", text: whole };
    if (word !== undefined) return { kind: "word", text: whole };
    return { kind: "other", text: whole.replaceAll(/[\s\u00a0\u202f]+/g, " ") };
  });
}

/** The same for cells that one pattern may read: how many digits where, which words, what is between. */
export function shapeOf(tokens: readonly Token[], isName: (word: string) => boolean): string {
  return tokens
    .map(({ kind, text }) => {
      if (kind === "number") return text.length < 3 ? "9" : `<${text.length}>`;
      if (kind === "other") return text;
      if (kind === "word") return isName(text) ? "<name>" : text.toLowerCase();
      return `<${kind}>`;
    })
    .join("");
}
