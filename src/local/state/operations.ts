// Long-running operations: https://github.com/googleapis/googleapis/blob/master/google/longrunning/operations.proto
import { randomUUID } from "node:crypto";
import { loadProtos, type ProtoTypes } from "../wire/protos.ts";
import type { GrpcBinding } from "../wire/grpc-binding.ts";
import type { Message } from "../message.ts";
import { grpcCode, StatusError } from "../wire/status.ts";
import type { Clock } from "../../core/clock.ts";
import type { Store } from "./store.ts";

export interface OperationTypes {
  protos: ProtoTypes;
  /** Full name of the response's message type. */
  response: string;
  /** Full name of the metadata's message type. */
  metadata: string;
}

export interface Operations {
  /**
   * Starts `work` and gives the Operation message at once, done already when `work` finishes within the same turn.
   * `parent` is what the operation's name begins with, e.g. `projects/p/locations/r`.
   */
  start(
    parent: string,
    types: OperationTypes,
    work: () => Message | Promise<Message>,
    metadata?: Message,
    /** Whether the work goes on after a restart: who does it takes it up by `resume` then. */
    outlives?: boolean,
  ): Promise<Message>;
  /** Goes on with an operation of a former process, which was to outlive it. */
  resume(name: string, types: OperationTypes, work: () => Promise<Message>): void;
  grpc: GrpcBinding;
}

interface StoredOperation {
  done: boolean;
  outlives?: boolean;
  metadata: { type_url: string; value: string };
  response?: { type_url: string; value: string };
  error?: { code: number; message: string };
}

const toStored = (any: { type_url: string; value: Buffer }) => ({
  ...any,
  value: any.value.toString("base64"),
});
const fromStored = (any: { type_url: string; value: string }) => ({
  ...any,
  value: Buffer.from(any.value, "base64"),
});

/** @param pollsUntilDone how often an operation that starts now must be asked for before it is seen as done */
export function openOperations(
  store: Store,
  clock: Clock,
  report: (line: string) => void,
  pollsUntilDone: () => number = () => 0,
): Operations {
  const pollsLeft = new Map<string, number>();
  const operations = store.collection<StoredOperation>("operations");
  // Work of a former process is gone with it; a client that waits for it must learn this instead of waiting forever.
  for (const { name, value } of operations.list()) {
    if (value.done || value.outlives) continue;
    const error = {
      code: grpcCode("ABORTED"),
      message: "The local cloud was restarted while this operation ran.",
    };
    operations.put(name, { ...value, done: true, error });
  }

  function message(name: string): Message {
    const stored = operations.get(name);
    if (!stored) throw new StatusError("NOT_FOUND", `Operation ${name} was not found.`);
    const metadata = fromStored(stored.metadata);
    if ((pollsLeft.get(name) ?? 0) > 0) return { name, done: false, metadata };
    return {
      name,
      done: stored.done,
      metadata,
      ...(stored.response && { response: fromStored(stored.response) }),
      ...(stored.error && { error: stored.error }),
    };
  }

  async function finish(name: string, types: OperationTypes, work: () => Message | Promise<Message>) {
    const stored = operations.get(name)!;
    try {
      const response = toStored(types.protos.any(types.response, await work()));
      operations.put(name, { ...stored, done: true, response });
    } catch (error) {
      const status = error instanceof StatusError ? error.status : "INTERNAL";
      if (!(error instanceof StatusError))
        report(`operation ${name}: ${String((error as Error).stack ?? error)}`);
      const text = error instanceof Error ? error.message : String(error);
      operations.put(name, { ...stored, done: true, error: { code: grpcCode(status), message: text } });
    }
  }

  return {
    async start(parent, types, work, metadata = {}, outlives = false) {
      const name = `${parent}/operations/${randomUUID()}`;
      operations.put(name, {
        done: false,
        ...(outlives && { outlives }),
        metadata: toStored(types.protos.any(types.metadata, metadata)),
      });
      pollsLeft.set(name, pollsUntilDone());
      const finished = finish(name, types, work);
      // Quick work is answered as done: a client then spares itself the first poll.
      await Promise.race([finished, clock.sleep(0)]);
      return message(name);
    },
    resume(name, types, work) {
      if (operations.get(name)?.done === false) void finish(name, types, work);
    },
    grpc: {
      protos: loadProtos("google-gax/build/protos/operations.json"),
      service: "google.longrunning.Operations",
      // Each API gives them under the version of its own paths.
      rest: {
        GetOperation: [{ verb: "get", path: "/*/{name=**/operations/*}" }],
        DeleteOperation: [{ verb: "delete", path: "/*/{name=**/operations/*}" }],
        CancelOperation: [{ verb: "post", path: "/*/{name=**/operations/*}:cancel", body: "*" }],
      },
      methods: {
        GetOperation(request) {
          const name = request["name"] as string;
          const answer = message(name);
          const left = pollsLeft.get(name) ?? 0;
          if (left > 0) pollsLeft.set(name, left - 1);
          else pollsLeft.delete(name);
          return answer;
        },
        DeleteOperation: (request) => {
          operations.delete(request["name"] as string);
          return {};
        },
        CancelOperation: () => ({}),
      },
    },
  };
}
