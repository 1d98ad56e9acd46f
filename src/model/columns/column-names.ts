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

const words = (name: string): string =>
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
  /^(|index|idx|id|row|rows|rownames|row ?names?|row ?num(ber)?|rownum|no|nr|num|number|obs|observation|unnamed: ?\d+|#|№|level 0|x\d?)\.?$/.test(
    words(name),
  );

/** Parts of a date that stand in columns of their own, by their usual names. */
export const datePartOf = (
  name: string,
): "year" | "quarter" | "month" | "week" | "day" | "hour" | "minute" | "time" | undefined => {
  const plain = words(name);
  if (/^(year|yr|yyyy|jahr|año|ano|annee|année|anno)$/.test(plain)) return "year";
  if (/^(quarter|qtr|q|quartal|trimestre|trim)$/.test(plain)) return "quarter";
  if (/^(month|mon|mm|mo|monat|mes|mois|mese)$/.test(plain)) return "month";
  if (/^(week|wk|iso week|woche|kw|semana|semaine)$/.test(plain)) return "week";
  if (/^(day|dd|tag|dia|día|jour|giorno|day of month|mday)$/.test(plain)) return "day";
  if (/^(hour|hr|hh|stunde|hora|heure|ora)$/.test(plain)) return "hour";
  if (/^(minute|min)$/.test(plain)) return "minute";
  if (/^(time|zeit|uhrzeit|hora|heure|local time)$/.test(plain)) return "time";
  return undefined;
};
