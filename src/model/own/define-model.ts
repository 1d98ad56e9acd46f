// A model of the user's own: what `export default defineModel({ ... })` takes. docs/own-models.md tells users.
import type { DataFrame } from "danfojs-node";
import type * as z from "zod";

/** What `load` is given. */
export interface LoadTools<FileName extends string = string> {
  /** Bytes of a file that `files` names. */
  readFile: (name: FileName) => Promise<Uint8Array>;
  /**
   * Bytes of an object, `gs://bucket/object`, or of one generation of it, `gs://bucket/object#1700000000000000`.
   * Fetched once an instance, and again only when there is a newer generation.
   */
  fetchArtifact: (uri: `gs://${string}/${string}`) => Promise<Uint8Array>;
}

interface Common<Schema extends z.ZodObject, FileName extends string, Loaded> {
  /** As the parameter `model` names it: a-z, 0-9 and -. No built-in model may have it. */
  name: string;
  /** Written on every result; raise it when forecasts change. Default 1. */
  version?: string;
  /** One line, without a full stop. */
  summary?: string;
  /** A zod object of the model's own parameters, named in a-z, 0-9 and -. */
  parameters?: Schema;
  /**
   * Files that go into the image, by the names under which `readFile` knows them: paths that start with `./` are beside
   * this file, others in an npm package.
   */
  files?: Readonly<Record<FileName, string>>;
  /** Runs once in every worker thread, before its first forecast. */
  load?(tools: LoadTools<FileName>): Promise<Loaded> | Loaded;
}

export interface SeriesInput<Parameters, Loaded> {
  /** Columns ds (seconds since the epoch, ascending), y, and those that `columns` names. Gaps are left out. */
  history: DataFrame;
  /** The rows to forecast: ds, and those that `columns` names. */
  future: DataFrame;
  /** Such as D, h, 15min or MS. */
  frequency: string;
  /** Rows until the pattern repeats, as is usual for the frequency: 7 for days, 24 for hours, 12 for months. */
  season: number;
  /** Probabilities of the bands that were asked for, between 0 and 1. */
  levels: readonly number[];
  parameters: Parameters;
  /** What `load` gave. */
  loaded: Loaded;
}

/** Forecasts a time series. */
export interface SeriesDefinition<Schema extends z.ZodObject, FileName extends string, Loaded> extends Common<
  Schema,
  FileName,
  Loaded
> {
  kind?: "series";
  /** Fewest rows with a value; default 2. */
  minimumRows?: number;
  /** Default 100,000. */
  maximumRows?: number;
  /** Further columns of the file that must be known for the history and for the rows to forecast. */
  columns?(parameters: z.infer<Schema>): readonly string[];
  /**
   * A frame with one row for each of `future` and the column yhat. Bands are columns lowerColumn(level) and
   * upperColumn(level); without any, they are calibrated by the errors of forecasts from earlier rows of the history.
   */
  predict(input: SeriesInput<z.infer<Schema>, Loaded>): Promise<DataFrame> | DataFrame;
}

/** `number?` may be empty, which is NaN. */
export type ColumnKind = "number" | "number?" | "text";

export interface RowsInput<Parameters, Loaded> {
  /** The columns that `columns` names. */
  rows: DataFrame;
  parameters: Parameters;
  /** What `load` gave. */
  loaded: Loaded;
}

/** Scores the rows of a table that is no time series. */
export interface RowsDefinition<Schema extends z.ZodObject, FileName extends string, Loaded> extends Common<
  Schema,
  FileName,
  Loaded
> {
  kind: "rows";
  /** The columns that the model needs of a file; it may have others. */
  columns: Readonly<Record<string, ColumnKind>>;
  /** A frame with one row for each of `rows`, in their order: the column prediction, and any others. */
  predict(input: RowsInput<z.infer<Schema>, Loaded>): Promise<DataFrame> | DataFrame;
}

/** What such a file exports, whatever the types of its own. */
export type OwnModel =
  | SeriesDefinition<z.ZodObject, string, unknown>
  | RowsDefinition<z.ZodObject, string, unknown>;

// oxlint-disable-next-line typescript/no-empty-object-type -- a model without parameters
type NoParameters = z.ZodObject<{}>;

/** Only for its types: gives back what it is given. */
export function defineModel<
  Schema extends z.ZodObject = NoParameters,
  FileName extends string = never,
  Loaded = undefined,
>(definition: SeriesDefinition<Schema, FileName, Loaded>): OwnModel;
export function defineModel<
  Schema extends z.ZodObject = NoParameters,
  FileName extends string = never,
  Loaded = undefined,
>(definition: RowsDefinition<Schema, FileName, Loaded>): OwnModel;
export function defineModel(definition: unknown): OwnModel {
  return definition as OwnModel;
}
