// Names by which columns say what they hold, in the languages that files come in.

/** Taken first, whatever else there is: what this tool and Prophet write. */
export const dateNames: readonly string[] = ["date", "ds"];

/** In the order of preference where several columns hold dates. */
const usualDateNames: readonly RegExp[] = [
  /^date$|^ds$/,
  /^(datum|fecha|data|дата|日期|年月日|日付)$/,
  /^(date|time)[ _-]?(time|stamp|local|utc)|^timestamp$|^ts$/,
  /\b(date|datum|fecha|timestamp|datetime)\b/,
  /^(time|zeit|hora|heure|ora|день|day|tag|dia|día|jour|giorno)$/,
  /^(period|week|woche|month|monat|mes|mois|mese|quarter|quartal|trimestre)$/,
  /^(year|yr|jahr|año|ano|annee|année|anno|年)$/,
];

/** In small letters, with a blank between words. */
export const words = (name: string): string =>
  name
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replaceAll(/[_-]+/g, " ")
    .trim();

/** 0 for the surest; Infinity for a name that says nothing of dates. */
export function dateRank(name: string): number {
  const plain = words(name);
  const rank = usualDateNames.findIndex((pattern) => pattern.test(plain) || pattern.test(name.toLowerCase()));
  if (rank >= 0) return rank;
  return /\b(date|time|day|week|month|quarter|year|period|epoch|timestamp)\b/.test(plain)
    ? usualDateNames.length
    : Infinity;
}

/** Names of a column that numbers the rows. */
export const isRowNumberName = (name: string): boolean =>
  /^(|(.* )?(index|idx|id)|row|rows|rownames|row ?names?|row ?num(ber)?|rownum|no|nr|num|number|obs|observation|time|unnamed: ?\d+|#|№|level 0|x\d?)\.?$/.test(
    words(name),
  );

export const isStartName = (name: string): boolean =>
  /(^|\.)(start|begin|from|von|debut|inicio)\b/.test(words(name));

export const isEndName = (name: string): boolean => /(^|\.)(end|to|until|bis|fin)\b/.test(words(name));

/** Of several columns of numbers, any reader takes the one with such a name. */
export const isValueName = (name: string): boolean =>
  /^(value|values|wert|valor|valeur|obs value|close|count|sales|demand)$/.test(
    // Alpha Vantage writes `4. close`.
    words(name).replace(/^\d+[.)] /, ""),
  );

/** Whether it says only that it is a value, which each measure is. */
export const saysValueAlone = (name: string): boolean =>
  /^(value|values|wert|valor|valeur|obs value)$/.test(words(name));

/** Where a thing stands on the map. */
export const isPlaceName = (name: string): boolean =>
  /\b(lat|latitude|lon|lng|long|longitude|elevation|altitude|coordinate|coordinates)\b/.test(words(name));

/** Degrees on the map, which come in pairs. */
export const isMapName = (name: string): boolean =>
  /\b(lat|latitude|lon|lng|long|longitude)\b/.test(words(name));

/** The price at the end of a day, under a name that says so only beside those of the day. */
export const isLastPrice = (name: string): boolean =>
  /^(close|price|last|last price|schluss|schlusskurs|zuletzt|dernier|clôture|ultimo|último|chiusura|cierre)$/.test(
    words(name).replace(/\*+$/, ""),
  );

export const isHighPrice = (name: string): boolean =>
  /^(high|max|hoch|höchst|plus haut|massimo|máximo|máx\.?)$/.test(words(name));

export const isLowPrice = (name: string): boolean =>
  /^(low|min|tief|tiefst|plus bas|minimo|mínimo|mín\.?)$/.test(words(name));

/** Whether a column says of itself that it is another one without its season: `adjusted CO2` beside `CO2`. */
export function isAdjusted(name: string, other: string): boolean {
  const plain = words(name);
  const bare = plain
    .replaceAll(/\b(seasonally|adjusted|deseasonali[sz]ed|smoothed|sa)\b/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
  return bare !== plain && bare === words(other);
}

/** What a calendar says of a date; beside the date it is nothing new. */
export const isCalendarName = (name: string): boolean =>
  datePartOf(name) !== undefined ||
  /^(is )?(week ?end|week ?day|dow|day of (the )?(week|year)|doy|holiday|week of (the )?year|day ?name)$/.test(
    words(name),
  );

type DatePart = "year" | "quarter" | "month" | "week" | "yearDay" | "day" | "hour" | "minute" | "time";

const partNames: readonly (readonly [DatePart, RegExp])[] = [
  ["year", /^(year|yr|yyyy|jahr|año|ano|annee|année|anno)$/],
  ["quarter", /^(quarter|qtr|q|quartal|trimestre|trim)$/],
  ["month", /^(month|mon|mm|mo|monat|mes|mois|mese)$/],
  [
    "week",
    /^((iso |calendar )?(week|wk)( ?(no|nr|num|number))?|week of (the )?year|cw|(kalender)?woche|kw|semana|semaine)$/,
  ],
  ["yearDay", /^(doy|yday|jday|day ?of ?(the )?year|year ?day|julian ?day|jultag)$/],
  ["day", /^(day|dd|tag|dia|día|jour|giorno|day of month|mday)$/],
  ["hour", /^(hour|hr|hh|he|hour ending|std|stunde|hora|heure|ora)$/],
  ["minute", /^(minute|min)$/],
  ["time", /^(time|zeit|uhrzeit|local time)$/],
];

/** Parts of a date that stand in columns of their own, by their usual names. */
export const datePartOf = (name: string): DatePart | undefined =>
  partNames.find(([, pattern]) => pattern.test(words(name)))?.[0];

/** `Period` of the Bureau of Labor Statistics holds `M01` or `Q01` beside a year. */
export const isPeriod = (name: string, text: string): boolean =>
  words(name) === "period" && /^[MQ](0?[1-9]|1[0-2])$/.test(text);

/** Whole numbers under such a name tell things apart; under another name they measure something. */
export const isIdName = (name: string): boolean =>
  /\b(id|ids|no|nr|num|number|code|key|store|shop|branch|dept|department|firm|company|item|sku|product|article|customer|client|account|station|sensor|meter|device|site|location|region|zone|unit|group|series|machine|line|filiale|artikel|kunde)$/.test(
    words(name),
  );
