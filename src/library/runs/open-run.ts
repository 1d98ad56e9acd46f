// What every part of a run works with: the two buckets, its record, and the commands that go on with it.
import { hasJob } from "../../core/config.ts";
import { uploadPrefix } from "../../core/contract.ts";
import { commandNeeds } from "../../provision/command-needs.ts";
import { createContext, type CloudContext } from "../../provision/engine/context.ts";
import type { Connection } from "../connection.ts";
import { openTables, type Tables } from "../predict/bigquery/tables.ts";
import { fanOutReader, type ReadFanOut } from "../job/read-fan-out.ts";
import { openBuckets } from "../predict/buckets.ts";
import type { PredictFilesOptions } from "../predict/predict-files.ts";
import { openGsFiles, type GsFiles } from "../predict/sources/gs-files.ts";
import { isGsUri } from "../predict/sources/gs-uri.ts";
import { removeFile, rightsOf, writeWhole } from "../predict/write-file.ts";
import type { Session } from "../session.ts";
import { stackCheck } from "./check-stack.ts";
import { nextCommands } from "./next-commands.ts";
import { openRunStore, type RunStore } from "./run-store.ts";

export interface OpenRun {
  store: RunStore;
  /** What a task of the job may take; undefined where there is none. */
  jobTimeoutMs: number | undefined;
  options: Omit<PredictFilesOptions, "inputs" | "parameters" | "parallel" | "timeoutMs"> & {
    cloud: CloudContext;
    gs: GsFiles;
    tables: Tables;
    fanOut: ReadFanOut;
  };
}

/**
 * @param isLarge whether so much may be sent that two more questions about the stack are worth it
 * @param maxBytesBilled what a query may read, where it was said
 */
export async function openRun(
  session: Session,
  connection: Connection,
  run: string,
  { isLarge = false, maxBytesBilled }: { isLarge?: boolean; maxBytesBilled?: number | undefined } = {},
): Promise<OpenRun> {
  const { machine, progress, signal } = session;
  const { clock } = machine;
  const { config } = connection.settings;
  const cloud = contextOf(session, connection);
  // Ctrl-C is no reason to leave uploads behind that no record knows.
  const lasting = { ...cloud, signal: undefined };
  const checkOwn = stackCheck(lasting, { isLarge });
  const gs = await openGsFiles(cloud, checkOwn);
  const buckets = await openBuckets(cloud, checkOwn);
  const store = await openRunStore(lasting, checkOwn);
  return {
    store,
    jobTimeoutMs: hasJob(config) ? config.job.timeoutSeconds * 1000 : undefined,
    options: {
      cloud,
      buckets,
      clock,
      gs,
      tables: openTables(cloud, {
        bucketLocation: config.storage.location ?? cloud.region,
        maximumBytes: maxBytesBilled ?? config.bigquery.maximumBytesBilled,
        signal,
        gs,
        checkOwn,
      }),
      fanOut: fanOutReader(cloud),
      progress,
      signal,
      prefix: uploadPrefix(run),
      next: nextCommands(session, run),
      isCancelled: () => store.isCancelled(run),
      files: {
        write: async (path, content, like) => {
          const isObject = !(content instanceof Uint8Array);
          if (isGsUri(path)) return isObject ? gs.place(path, content) : gs.write(path, content);
          const written = isObject ? (draft: string) => buckets.fetch(content, draft) : content;
          return writeWhole(path, written, { mode: await rightsOf(like) });
        },
        remove: (path) => (isGsUri(path) ? gs.remove(path) : removeFile(path)),
      },
    },
  };
}

export const contextOf = ({ machine, signal }: Session, { settings, clients }: Connection): CloudContext =>
  createContext({ clients, clock: machine.clock, names: settings.names, signal, needs: commandNeeds });
