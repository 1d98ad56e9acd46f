// What a forecast is made of, row by row, as a report shows it. Plain JSON; survives a structured clone.

export interface Parts {
  /** Rows of the history that the terms are given for, in seconds of the time on the clock of the series. */
  history: number[];
  /** Rows of the forecast. */
  future: number[];
  /** The trend first. */
  terms: Term[];
  /** What the terms leave of each row of the history. */
  rest: number[];
  /** How the terms make the forecast, in a sentence. */
  note: string;
  /** The methods that were weighed, the heaviest first; those left out have no weight. */
  methods: WeighedPart[];
  /** Forecasts of rows that were held out of the history, the newest window first. */
  heldOut: { at: number[]; values: number[]; actual: number[] }[];
}

export interface Term {
  name: string;
  kind: "trend" | "season" | "holidays" | "regressor";
  /** Whether it is a share of the trend, not a part of the sum. */
  isShare: boolean;
  history: number[];
  future: number[];
}

export interface WeighedPart {
  name: string;
  inWords: string;
  /** Of 1. */
  weight: number;
  /** On the windows that were held out, in units of the values; null where there were none. */
  error: number | null;
  /** What it counted before any error was seen. */
  prior: number;
}
