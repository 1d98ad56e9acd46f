// Words by which headers, units and the rows below a table are known.

const dateWord = new RegExp(
  String.raw`^(?:[\p{L}]+[ _.-])?(?:ds|date|dates|datetime|date ?time|time|timestamp|day|days|week|month|months|quarter|year|years|period|time[ _]?period|hour|observation_date|` +
    String.raw`datum|zeit|zeitpunkt|zeitraum|zeitstempel|tag|woche|monat|quartal|jahr|uhrzeit|` +
    String.raw`jour|semaine|mois|trimestre|année|annee|an|heure|période|periode|horodatage|` +
    String.raw`fecha|día|dia|semana|mes|año|ano|hora|período|periodo|data|mese|anno|giorno|settimana|ora|mês|` +
    String.raw`dato|dag|vecka|uke|uge|måned|månad|maand|år|jaar|aar|tijd|tid|pvm|päivä|kuukausi|vuosi|` +
    String.raw`rok|miesiąc|dzień|měsíc|den|dátum|év|hónap|nap|tarih|ay|yıl|gün|` +
    String.raw`дата|день|месяц|год|время|період|місяць|рік|ημερομηνία|تاريخ|תאריך|` +
    String.raw`日期|时间|時間|日付|年月|年月日|年|月|日|年度|날짜|일자|연도|월|วันที่|ngày|tanggal|tahun|bulan)` +
    String.raw`(?:[\s_.\\/:([].*)?$`,
  "iu",
);

export const isDateWord = (cell: string): boolean => cell.length <= 40 && dateWord.test(cell.trim());

const unitWord =
  /^(?:[([].*[)\]]|%|‰|n\/?a|-+|number|numeric|string|text|char|float|double|integer|int|long|date|datetime|dateTime(?::\w+)?|timestamp|time|boolean|bool|object|utc|gmt|local|unitless|dimensionless|count|units?|index|(?:1?0*|thousand|million|mn|bn|mio\.?|mrd\.?|tsd\.?)\s?(?:usd|eur|gbp|chf|jpy|euro?|dollars?|persons?|tonnes?|[$€£¥])?|[\p{L}µ°]{1,4}(?:[/·*^]-?[\p{L}\d]{1,4}){0,3}[23]?|deg\w*|degrees?_\w+|°\p{L}?|y{2,4}[-./]?m{1,2}(?:[-./]?d{1,2})?.*|d{1,2}[-./]m{1,2}[-./]y{2,4}.*|m{1,2}[-./]d{1,2}[-./]y{2,4}.*|t{2}[-./]m{2}[-./]j{2,4}.*|j{2}aa[-./]mm.*|jj[-./]mm[-./]aa.*)$/iu;

/** Whether a row says in what its columns are measured or written: `,(USD)`, `YYYY-MM-DD,number`, `UTC,degree_C`. */
export function looksLikeUnits(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell.trim() !== "");
  return filled.length > 0 && filled.every((cell) => unitWord.test(cell.trim()));
}

const total =
  /^(?:(?:grand|sub|running|annual|yearly|monthly|overall|column)[\s-]?)?(?:totals?|sum|averages?|avg\.?|mean|median|min(?:imum)?|max(?:imum)?|std\.?(?:\s?dev\.?)?|count|(?:gesamt|zwischen|end|jahres|monats)?summe|gesamt(?:ergebnis)?|insgesamt|summe|durchschnitt|mittelwert|mittel|anzahl|total(?:e|es|i)? (?:g[eé]n[eé]ral|generale)|sous[\s-]?total|somme|moyenne|totaux|suma|promedio|media|subtotal|totale|somma|soma|m[eé]dia|totaal|gemiddelde|summa|genomsnitt|gjennomsnitt|gennemsnit|sammenlagt|yhteens[aä]|keskiarvo|razem|[sś]rednia|celkem|pr[uů]m[eě]r|összesen|átlag|toplam|ortalama|итого|всего|сумма|среднее|разом|σύνολο|합계|총계|평균|合计|总计|合計|総計|平均)(?![\p{L}\d_])/iu;

/** Whether a cell names a total or an average: `Total`, `Summe 2024`, `Grand total:`. */
export const isTotalWord = (cell: string): boolean => total.test(cell.trim());
