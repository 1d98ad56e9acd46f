// Forecasts that no run has made: what other clients have dropped into the input bucket, and what schedules ask for.
import type { Bucket, File } from "@google-cloud/storage";
import { isReportName, isSeriesReportName, reservedPrefix, resultMetadata } from "../../core/contract.ts";
import { withConnection } from "../connection.ts";
import { askStorage } from "../predict/ask-storage.ts";
import { seenFrom } from "../predict/buckets.ts";
import { contextOf } from "../runs/open-run.ts";
import type { Session } from "../session.ts";

export interface LooseOutput {
  /** In the output bucket. */
  object: string;
  kind: "result" | "report";
  bytes: number;
  updatedAt: string;
  model: string | undefined;
  rows: number | undefined;
}

export interface LooseOutputs {
  /** The newest first. */
  outputs: LooseOutput[];
  /** There are more than these. */
  mayBeMore: boolean;
}

/** Names come in the order of the alphabet, so the newest are found among all; of more than these nobody would read a list. */
const mostRead = 5000;

const ofRuns = "predict/";

export const listOutputs = (session: Session, limit: number): Promise<LooseOutputs> =>
  withConnection(session, async (connection) => {
    const cloud = contextOf(session, connection);
    const { outputBucket } = cloud.names;
    const bucket = (await cloud.clients.storage()).bucket(outputBucket);
    const ask = <T>(prefix: string, send: () => Promise<T>) =>
      askStorage(cloud, "storage.objects.list", `gs://${outputBucket}/${prefix}*`, send);
    // What runs have made lies in one folder, which may hold most of all.
    const top = await ask("", () => listed(bucket, { delimiter: "/" }, mostRead));
    const folders = top.prefixes.filter((each) => each !== ofRuns && each !== reservedPrefix);
    const files = [...top.files];
    let isCut = top.isCut;
    for (const prefix of folders) {
      if (files.length >= mostRead) isCut = true;
      if (isCut) break;
      const found = await ask(prefix, () => listed(bucket, { prefix }, mostRead - files.length));
      files.push(...found.files);
      isCut = found.isCut;
    }
    const outputs = files
      .filter(({ name }) => !isSeriesReportName(name))
      .map(viewOf)
      .toSorted((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1));
    return { outputs: outputs.slice(0, limit), mayBeMore: isCut || outputs.length > limit };
  });

async function listed(
  bucket: Bucket,
  query: { prefix?: string; delimiter?: string },
  most: number,
): Promise<{ files: File[]; prefixes: string[]; isCut: boolean }> {
  const files: File[] = [];
  const prefixes: string[] = [];
  let next: object | null = { ...query, autoPaginate: false };
  while (next !== null && files.length < most) {
    const [found, following, page] = (await bucket.getFiles(next)) as [
      File[],
      object | null | undefined,
      { prefixes?: string[] } | undefined,
    ];
    files.push(...found);
    prefixes.push(...(page?.prefixes ?? []));
    next = following ?? null;
  }
  return { files: files.slice(0, most), prefixes, isCut: next !== null || files.length > most };
}

function viewOf({ name, metadata: raw }: File): LooseOutput {
  const { metadata, size = 0 } = seenFrom(raw);
  const rows = metadata[resultMetadata.rows];
  return {
    object: name,
    kind: isReportName(name) ? "report" : "result",
    bytes: size,
    updatedAt: String(raw.updated ?? ""),
    model: metadata[resultMetadata.model],
    rows: rows === undefined ? undefined : Number(rows),
  };
}
