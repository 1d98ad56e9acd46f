// What a report says, as the command writes it into the page and the page reads it. Plain JSON.

export interface ReportData {
  /** Of the page. */
  title: string;
  /** Dates, numbers and names as files have them. */
  series: SeriesReport[];
}

export interface SeriesReport {
  name: string;
  history: ReportRows;
  forecast: ReportRows & { bands: ReportBand[] };
}

export interface ReportRows {
  /** Seconds since the epoch of the time on the series' own clock. */
  at: number[];
  /** As the file writes them. */
  dates: string[];
  values: (number | null)[];
}

export interface ReportBand {
  name: string;
  lower: number[];
  upper: number[];
}
