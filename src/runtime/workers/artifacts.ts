// What models of the user's own load from Cloud Storage. The main thread fetches, once for all workers; they ask it over
// a port of their own, so that the protocol of forecasts knows nothing of this.
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { CloudError, CloudRunnerError } from "../../core/errors.ts";
import type { ObjectStore } from "../storage/object-store.ts";

interface Question {
  id: number;
  uri: string;
}

type Answer = { id: number; content: Uint8Array } | { id: number; problem: string };

export type FetchArtifact = (uri: string) => Promise<Uint8Array>;

/** What a typed array can hold and an instance may have room for. */
const maximumBytes = 1024 * 1024 * 1024;

/** Keeps what it fetched by generation, and asks Storage each time whether there is a newer one. */
export function createArtifacts(store: Pick<ObjectStore, "stat" | "read">): FetchArtifact {
  const kept = new Map<string, { generation: string; content: Promise<Uint8Array> }>();
  return async (uri) => {
    const { bucket, name, generation } = parseUri(uri);
    const object = await store.stat(bucket, name, generation).catch((error: unknown) => {
      throw error instanceof CloudError && error.status === "PERMISSION_DENIED"
        ? notAllowed(uri, error)
        : error;
    });
    if (object === undefined) throw missing(uri);
    const key = `gs://${bucket}/${name}`;
    const before = kept.get(key);
    if (before?.generation === object.generation) return before.content;
    const content = store.read(object, maximumBytes).then((bytes) => {
      if (bytes === undefined) throw missing(uri);
      return bytes;
    });
    kept.set(key, { generation: object.generation, content });
    content.catch(() => kept.delete(key));
    return content;
  };
}

/** A port that answers whoever has the other end. */
export function serveArtifacts(fetchArtifact: FetchArtifact): MessagePort {
  const { port1: own, port2: other } = new MessageChannel();
  own.on("message", ({ id, uri }: Question) => {
    fetchArtifact(uri).then(
      (content) => {
        // A copy, since the bytes are kept for other workers, and handed over instead of copied again.
        const copy = new Uint8Array(content);
        own.postMessage({ id, content: copy } satisfies Answer, [copy.buffer]);
      },
      (error: unknown) => own.postMessage({ id, problem: describe(error) } satisfies Answer),
    );
  });
  // A port that is open must not keep the process.
  own.unref();
  return other;
}

/** The worker's end. */
export function askForArtifacts(port: MessagePort): FetchArtifact {
  const waiting = new Map<number, (answer: Answer) => void>();
  let lastId = 0;
  port.on("message", (answer: Answer) => {
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
    if (waiting.size === 0) port.unref();
  });
  port.unref();
  return async (uri) => {
    const id = ++lastId;
    const answer = await new Promise<Answer>((resolve) => {
      waiting.set(id, resolve);
      port.ref();
      port.postMessage({ id, uri } satisfies Question);
    });
    if ("problem" in answer) throw new Error(answer.problem);
    return answer.content;
  };
}

function parseUri(uri: string): { bucket: string; name: string; generation?: string } {
  const match = /^gs:\/\/([^/]+)\/(.+?)(?:#(\d+))?$/.exec(uri);
  if (match === null) {
    throw new CloudRunnerError(`${uri} is not of the form gs://bucket/object.`, { code: "artifact.uri" });
  }
  const [, bucket = "", name = "", generation] = match;
  return { bucket, name, ...(generation !== undefined && { generation }) };
}

const missing = (uri: string) =>
  new CloudRunnerError(`There is no ${uri}.`, {
    code: "artifact.missing",
    fix: "Upload it, or correct the address in the model.",
  });

const notAllowed = (uri: string, cause: CloudError) =>
  new CloudRunnerError(`The service may not read ${uri}.`, {
    code: "artifact.permission-denied",
    fix: `Name it under "artifacts" in cloud-runner.json and run \`cloud-runner up\`.`,
    cause,
  });

/** Fix and all, since it ends in a log line. */
function describe(error: unknown): string {
  const { message } = error as Error;
  const fix = error instanceof CloudRunnerError ? error.fix : undefined;
  return fix === undefined ? message : `${message} Fix: ${fix}`;
}
