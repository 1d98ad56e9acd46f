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

const unit =
  "(?:[munkMGTh]?(?:m|g|s|W|Wh|V|J|Hz|Pa|l|L|mol|bar|cal|eq)|[mk]A|Ah|[kMGT]B|t|h|d|a|K|F|C|°[CFK]?|min|days?|hours?|years?|%|‰|pp[mbt]|dB|psu|ha|ft|in|lbs?|mi|mph|gal|bbl|kt|inch(?:es)?|feet|pcs|Stk\\.?|Stück|persons?|people|[$€£¥]|USD|EUR|GBP|CHF|JPY|euros?|dollars?|volts?|watts?|deg(?:rees?)?(?:[ _]\\w+)?|number|index)";
const longestUnit = 40;

const unitWord = new RegExp(
  String.raw`^(?:[([].*[)\]]|.*[([]%[)\]]|\d+[sdn]|\d{4}\s?=\s?100|n\/?a|-+|` +
    String.raw`(?:in |per |(?:1?0{2,6}|thousands?|millions?|mn|bn|mio\.?|mrd\.?|tsd\.?)\s(?:of )?)?${unit}(?:\^?-?[123³²])?(?:(?: ?[/·*] ?| )${unit}(?:\^?-?[123³²])?)*|` +
    String.raw`(?:in )?(?:thousands?|millions?|mio\.?|mrd\.?|tsd\.?)|numeric|string|text|char|float|float64|double|integer|int|int64|long|date|datetime|date_?time(?:64)?(?::\w+)?|timestamp|time|boolean|bool|object|utc|gmt|local|unitless|dimensionless|count|units?|` +
    String.raw`y{2,4}[-./]?m{1,2}(?:[-./]?d{1,2})?\b.*|d{1,2}[-./]m{1,2}[-./]y{2,4}\b.*|m{1,2}[-./]d{1,2}[-./]y{2,4}\b.*|t{2}[-./]m{2}[-./]j{2,4}\b.*|j{2}[-./]mm[-./]aa.*)$`,
  "iu",
);

/** Whether a row says in what its columns are measured or written: `,(USD)`, `YYYY-MM-DD,number`, `UTC,degree_C`. */
export function looksLikeUnits(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell.trim() !== "");
  return (
    filled.length > 0 && filled.every((cell) => cell.length <= longestUnit && unitWord.test(cell.trim()))
  );
}

const note =
  /:$|^(?:data )?(?:sources?|last updated?|updated|release date|next release|units?|notes?|frequency|currency|multiplier|station|location|region|country|report|author|created|generated|exported|downloaded|base period|start date|end date|quelle|stand|einheit|zeitraum von|erstellt|exportiert|mandant|fuente|unidad|unité|fonte)\b/iu;

/** Whether a cell begins a pair of a name and a value, as they stand above a table: `Source`, `Station:`. */
export const isNoteWord = (cell: string): boolean => note.test(cell.trim());

const total =
  /(?:^|\s)(?:(?:grand|sub|running|annual|yearly|monthly|overall)-?)?(?:totals?|averages?|avg\.?|median|(?:gesamt|zwischen|end|jahres|monats)?summe|gesamt(?:ergebnis)?|insgesamt|durchschnitt|mittelwert|totale|totales|totaux|sous-total|somme|moyenne|suma|promedio|subtotal|somma|soma|média|totaal|gemiddelde|summa|genomsnitt|gjennomsnitt|gennemsnit|yhteensä|keskiarvo|razem|średnia|celkem|průměr|összesen|átlag|toplam|ortalama|итого|всего|сумма|среднее|разом|σύνολο)(?![\p{L}\d_])|^(?:sum|mean|min(?:imum)?|max(?:imum)?|std\.?(?:\s?dev\.?)?|count|mittel|anzahl|media|합계|총계|평균|合计|总计|合計|総計|平均)(?![\p{L}\d_])/iu;

/** Whether a cell names a total or an average: `Total`, `Summe 2024`, `Grand total:`, `Service total`. */
export const isTotalWord = (cell: string): boolean => cell.length <= 60 && total.test(cell.trim());
