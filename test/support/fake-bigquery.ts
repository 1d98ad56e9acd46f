// Answers as BigQuery's REST API does, as far as tables go in and out: https://cloud.google.com/bigquery/docs/reference/rest.
// Rows go to and come from Cloud Storage by Google's own client, as there.
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Bucket, Storage } from "@google-cloud/storage";
import { download } from "../../src/library/predict/download.ts";
import { readText } from "../../src/model/files/open-file.ts";

interface Field {
  name: string;
  type: string;
  mode?: string;
}

export interface FakeTable {
  location?: string;
  type?: string;
  fields: Field[];
  /** Lines of CSV, as an extract writes them. */
  rows: string[];
  /** In how many parts an extract writes them. */
  parts?: number;
  streamed?: boolean;
}

export interface FakeQuery extends FakeTable {
  bytes: number;
  statementType?: string;
}

export interface Asked {
  method: string;
  path: string;
  body: unknown;
}

interface Failure {
  code: number;
  reason: string;
  message: string;
}

interface JobBody {
  jobReference: { projectId: string; jobId: string; location?: string };
  configuration: {
    dryRun?: boolean;
    query?: { query: string; maximumBytesBilled?: string };
    extract?: { sourceTable: TableBody; destinationUris: string[] };
    load?: {
      sourceUris: string[];
      destinationTable: TableBody;
      schema: { fields: Field[] };
      writeDisposition: string;
    };
  };
}

interface TableBody {
  projectId: string;
  datasetId: string;
  tableId: string;
}

export interface FakeBigQuery {
  /** `http://127.0.0.1:PORT`, for `apiEndpoint` and BIGQUERY_EMULATOR_HOST. */
  url: string;
  /** By `project.dataset`: where it is. */
  datasets: Map<string, string>;
  /** By `project.dataset.table`. */
  tables: Map<string, FakeTable>;
  /** By their text. */
  queries: Map<string, FakeQuery>;
  asked: Asked[];
  /** Refuses what a test says: a call before it is carried out, its answer afterwards, or a job once it runs. */
  refuse: {
    call?: (asked: Asked) => Failure | undefined;
    answer?: (asked: Asked) => Failure | void;
    job?: (id: string) => Omit<Failure, "code"> | undefined;
    /** What a job has for errors when it is made: of a last one it has ended. */
    made?: (id: string) => { errors: Omit<Failure, "code">[]; isLast: boolean } | undefined;
  };
  /** Which rows the last load has written into a table, as CSV. */
  loaded: Map<string, string>;
  close(): Promise<void>;
}

/** @param storage as late as it is needed */
export async function startFakeBigQuery(storage: () => Storage): Promise<FakeBigQuery> {
  const datasets = new Map<string, string>();
  const tables = new Map<string, FakeTable>();
  const queries = new Map<string, FakeQuery>();
  const loaded = new Map<string, string>();
  const jobs = new Map<string, { body: JobBody; metadata: Record<string, unknown>; isDone: boolean }>();
  const asked: Asked[] = [];
  const refusals: Pick<FakeBigQuery, "refuse"> = { refuse: {} };

  const nameOf = ({ projectId, datasetId, tableId }: TableBody) => `${projectId}.${datasetId}.${tableId}`;
  const objectAt = (uri: string) => {
    const [, bucket, name] = /^gs:\/\/([^/]+)\/(.+)$/.exec(uri)!;
    return { bucket: storage().bucket(bucket!) as Bucket, name: name! };
  };

  async function carryOut(id: string, { configuration }: JobBody): Promise<Record<string, unknown>> {
    const failure = refusals.refuse.job?.(id);
    if (failure !== undefined) return { failure };
    const { query, extract, load } = configuration;
    if (query !== undefined) {
      const table = { projectId: "p", datasetId: "_anonymous", tableId: `anon-${id}` };
      tables.set(nameOf(table), queries.get(query.query)!);
      return { destinationTable: table };
    }
    if (extract !== undefined) {
      const { rows, parts = 1 } = tables.get(nameOf(extract.sourceTable))!;
      const { bucket, name } = objectAt(extract.destinationUris[0]!);
      const each = Math.ceil(rows.length / parts);
      for (let part = 0; part < parts; part += 1) {
        const lines = rows.slice(part * each, (part + 1) * each).map((line) => `${line}\n`);
        await bucket
          .file(name.replace("*", String(part).padStart(12, "0")))
          .save(lines.join(""), { resumable: false });
      }
      return {};
    }
    const { sourceUris, destinationTable, schema, writeDisposition } = load!;
    const target = nameOf(destinationTable);
    if (writeDisposition === "WRITE_EMPTY" && (tables.get(target)?.rows.length ?? 0) > 0) {
      return { failure: { reason: "duplicate", message: `Already Exists: Table ${target}` } };
    }
    const { bucket, name } = objectAt(sourceUris[0]!);
    const content = await download(bucket.file(name));
    const csv = Buffer.from((await readText(content)).text).toString();
    loaded.set(target, csv);
    tables.set(target, { fields: schema.fields, rows: csv.trimEnd().split("\n").slice(1) });
    return {};
  }

  async function answer(request: Asked): Promise<object> {
    const refused = refusals.refuse.call?.(request);
    if (refused !== undefined) return { failure: refused };
    const [path = ""] = request.path.replace("/bigquery/v2/", "").split("?");
    const [, project, kind, first, , second] = path.split("/").map(decodeURIComponent);
    const absent = (what: string) => ({
      failure: { code: 404, reason: "notFound", message: `Not found: ${what}` },
    });
    if (kind === "jobs" && request.method === "POST") {
      const body = request.body as JobBody;
      const { dryRun, query } = body.configuration;
      if (dryRun === true) {
        const found = queries.get(query!.query);
        if (found === undefined) {
          return {
            failure: { code: 400, reason: "invalidQuery", message: "Syntax error: Unexpected end of script" },
          };
        }
        const { bytes, fields, location = "US", statementType = "SELECT" } = found;
        const totalBytesProcessed = String(bytes);
        return {
          jobReference: { projectId: project, location },
          status: { state: "DONE" },
          statistics: {
            totalBytesProcessed,
            query: { totalBytesProcessed, statementType, schema: { fields } },
          },
        };
      }
      const { jobId } = body.jobReference;
      if (jobs.has(jobId))
        return { failure: { code: 409, reason: "duplicate", message: `Already Exists: Job ${jobId}` } };
      const made = refusals.refuse.made?.(jobId);
      const isDone = made?.isLast === true;
      const metadata = {
        ...body,
        status: {
          state: isDone ? "DONE" : "RUNNING",
          ...(made && { errors: made.errors }),
          ...(isDone && { errorResult: made.errors[0] }),
        },
        statistics: { creationTime: String(Date.now()) },
      };
      jobs.set(jobId, { body, metadata, isDone });
      return metadata;
    }
    if (kind === "jobs") {
      const job = jobs.get(first!);
      if (job === undefined) return absent(`Job ${first}`);
      if (!job.isDone) {
        const { failure, destinationTable } = await carryOut(first!, job.body);
        job.isDone = true;
        job.metadata["status"] = { state: "DONE", ...(failure !== undefined && { errorResult: failure }) };
        job.metadata["statistics"] = { endTime: String(Date.now()) };
        if (destinationTable !== undefined)
          job.metadata["configuration"] = { query: { ...job.body.configuration.query, destinationTable } };
      }
      return job.metadata;
    }
    const dataset = `${project}.${first}`;
    const location = datasets.get(dataset);
    if (location === undefined) return absent(`Dataset ${dataset}`);
    if (second !== undefined) {
      const found = tables.get(`${dataset}.${second}`);
      if (found === undefined) return absent(`Table ${dataset}.${second}`);
      const { fields, rows, type = "TABLE", streamed = false } = found;
      const table = { type, location, schema: { fields }, numRows: String(rows.length) };
      return streamed ? { ...table, streamingBuffer: { estimatedRows: "1" } } : table;
    }
    if (path.endsWith("/tables")) {
      const names = [...tables.keys()].filter((name) => name.startsWith(`${dataset}.`));
      return { tables: names.map((name) => ({ tableReference: { tableId: name.split(".")[2] } })) };
    }
    return { location };
  }

  const server = createServer((incoming, response) => {
    void bodyOf(incoming).then(async (body) => {
      const request = { method: incoming.method!, path: incoming.url!, body };
      asked.push(request);
      const found = (await answer(request)) as { failure?: Failure };
      const failure = found.failure ?? refusals.refuse.answer?.(request) ?? undefined;
      response.writeHead(failure?.code ?? 200, { "content-type": "application/json" });
      response.end(JSON.stringify(failure === undefined ? found : { error: errorOf(failure) }));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return Object.assign(refusals, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    datasets,
    tables,
    queries,
    asked,
    loaded,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

const errorOf = ({ code, reason, message }: Failure) => ({
  code,
  message,
  errors: [{ message, domain: "global", reason }],
});

async function bodyOf(incoming: IncomingMessage): Promise<unknown> {
  const body = await text(incoming);
  return body === "" ? undefined : JSON.parse(body);
}
