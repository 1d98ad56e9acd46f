// Brings one input into the input bucket, from wherever it is: a file, standard input, Cloud Storage or BigQuery.
import type { Clock } from "../../../core/clock.ts";
import { parameterPrefix } from "../../../core/contract.ts";
import type { Tables } from "../bigquery/tables.ts";
import type { Buckets } from "../buckets.ts";
import type { GsFiles } from "../sources/gs-files.ts";
import type { Input } from "../sources/input.ts";
import type { Awaited } from "../wait.ts";
import type { ByteProgress } from "./byte-progress.ts";
import { isLargeFile, largeFileAt, type Content } from "./content.ts";

export interface UploadOptions {
  buckets: Pick<Buckets, "upload">;
  clock: Clock;
  /** All of the run. */
  inputs: readonly Input[];
  parameters: Readonly<Record<string, string>>;
  /** Copies inputs that are objects of Cloud Storage, and reads them where they are drawn. */
  gs?: Pick<GsFiles, "read" | "copy" | "find">;
  /** Brings rows from BigQuery, and forecasts there. */
  tables?: Tables;
  /** What this run has uploaded before, by the object's name. */
  earlier?: ReadonlyMap<string, EarlierUpload>;
  /** Hears how far large files are. */
  sending?: ByteProgress;
  /** Hears of each upload. */
  uploaded?: (upload: Upload) => void;
}

export interface EarlierUpload {
  generation: string;
  /** Whether the input is still what was uploaded. */
  isCurrent: boolean;
}

/** On its way: what was sent, and when. */
export interface Upload extends Awaited {
  input: Input;
  /** Kept where there is one input only; undefined too for what was uploaded before. */
  sent: Uint8Array | undefined;
  startedAt: number;
}

/**
 * Uploads one input, unless an earlier part of the run has.
 * @param metadata of the object; by default the parameters
 */
export async function uploadInput(
  input: Input,
  name: string,
  options: UploadOptions,
  metadata: Readonly<Record<string, string>> = metadataOf(options.parameters),
): Promise<Upload> {
  const startedAt = options.clock.now();
  const before = options.earlier?.get(name);
  if (before?.isCurrent === true)
    return { name, generation: before.generation, input, sent: undefined, startedAt };
  const replaces = before?.generation;
  const { content, generation } = await send();
  const sent = options.inputs.length === 1 && content instanceof Uint8Array ? content : undefined;
  const upload = { name, generation, input, sent, startedAt };
  options.uploaded?.(upload);
  return upload;

  async function send(): Promise<{ content?: Content; generation: string }> {
    const { gs, tables, buckets, sending } = options;
    const to = { name, metadata, replaces };
    if (input.bigquery !== undefined && tables !== undefined)
      return { generation: await tables.upload(input, to) };
    if (input.gs !== undefined && gs !== undefined) return { generation: await gs.copy(input.gs, to) };
    const file = input.path ?? input.staged;
    const content = (file && largeFileAt(file)) || (await input.read());
    const sent = isLargeFile(content) && sending ? sending.file(content.bytes) : undefined;
    return { content, generation: await buckets.upload(name, content, { metadata, replaces, sent }) };
  }
}

const metadataOf = (parameters: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => [`${parameterPrefix}${name}`, value]));
