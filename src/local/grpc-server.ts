// One plaintext gRPC server on loopback answers for all services.
import {
  Metadata,
  Server,
  ServerCredentials,
  type sendUnaryData,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import type { Chaos } from "./chaos/chaos.ts";
import { loadProtos } from "./protos.ts";
import type { RequestLog } from "./request-log.ts";
import type { GrpcBinding, Message, StreamMethod, UnaryMethod } from "./service.ts";
import { grpcCode, StatusError } from "./status.ts";

export interface GrpcServer {
  port: number;
  close(): Promise<void>;
}

interface Options {
  /** 0 takes a free one. */
  port: number;
  bindings: GrpcBinding[];
  requests: RequestLog;
  chaos: Chaos;
  report: (line: string) => void;
}

/** Methods that never write, by Google's naming rule for APIs. https://google.aip.dev/130 */
const reads = /^(Get|List|BatchGet|Search|Test|Pull|StreamingPull|Tail|Check|Validate)/;

/** Delivery traffic of subscribers is no change to a resource, though it changes message state. */
const delivery = /^(Acknowledge|ModifyAckDeadline)$/;

/** The API that serves a package of protos, where its calls fail while it was enabled only a moment ago. */
const apis: readonly [prefix: string, api: string][] = [
  ["google.devtools.artifactregistry.", "artifactregistry.googleapis.com"],
  ["google.pubsub.", "pubsub.googleapis.com"],
  ["google.cloud.run.", "run.googleapis.com"],
];

export async function startGrpcServer(options: Options): Promise<GrpcServer> {
  const { port, bindings, requests, chaos, report } = options;
  const server = new Server({ "grpc.max_receive_message_length": 16 * 1024 * 1024 });

  function refuse(error: unknown, method: string): StatusError {
    if (error instanceof StatusError) return error;
    report(`${method}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return new StatusError("INTERNAL", `The local cloud failed in ${method}; its log has the details.`);
  }

  for (const { protos, service, methods, streams = {} } of bindings) {
    const isMutating = (name: string) => !reads.test(name) && !delivery.test(name);
    const api = apis.find(([prefix]) => service.startsWith(prefix))?.[1];
    const log = (name: string, request: Message, status: string) =>
      requests.add({
        protocol: "grpc",
        method: `${service}/${name}`,
        resource: resourceOf(request),
        mutating: isMutating(name),
        status,
      });

    const unary =
      (name: string, method: UnaryMethod) =>
      (call: ServerUnaryCall<Message, Message>, callback: sendUnaryData<Message>): void => {
        const abort = new AbortController();
        call.on("cancelled", () => abort.abort());
        void (async () => {
          const { signal } = abort;
          const asked = { method: `${service}/${name}`, mutating: isMutating(name), api, signal };
          let isLogged = false;
          try {
            await chaos.before(asked);
            const response = await method(call.request, { metadata: call.metadata, signal });
            log(name, call.request, "OK");
            isLogged = true;
            await chaos.after(asked);
            callback(null, response);
          } catch (error) {
            const { status, message, reason } = refuse(error, `${service}/${name}`);
            if (!isLogged) log(name, call.request, status);
            callback({ code: grpcCode(status), details: message, ...withReason(status, message, reason) });
          }
        })();
      };

    const stream =
      (name: string, method: StreamMethod) =>
      (call: ServerDuplexStream<Message, Message>): void => {
        const abort = new AbortController();
        call.on("cancelled", () => abort.abort());
        log(name, {}, "OK");
        const context = { metadata: call.metadata as Metadata, signal: abort.signal };
        method(call as AsyncIterable<Message>, (response) => void call.write(response), context).then(
          () => call.end(),
          (error: unknown) => {
            if (abort.signal.aborted) return call.end();
            const { status, message } = refuse(error, `${service}/${name}`);
            call.emit("error", { code: grpcCode(status), details: message });
          },
        );
      };

    const definition = protos.service(service);
    const implementation: UntypedServiceImplementation = {};
    for (const name of Object.keys(definition)) {
      if (methods[name]) implementation[name] = unary(name, methods[name]) as never;
      else if (streams[name]) implementation[name] = stream(name, streams[name]) as never;
      else if (!definition[name]!.requestStream && !definition[name]!.responseStream) {
        implementation[name] = unary(name, () => {
          throw new StatusError("UNIMPLEMENTED", `The local cloud does not emulate ${service}/${name}.`);
        }) as never;
      }
    }
    server.addService(definition, implementation);
  }

  const boundPort = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    port: boundPort,
    close: () =>
      new Promise((resolve) => {
        const force = setTimeout(() => server.forceShutdown(), 500);
        server.tryShutdown(() => {
          clearTimeout(force);
          resolve();
        });
      }),
  };
}

/** The field that names the resource, by the names that Google's request messages use for it. */
function resourceOf(request: Message): string {
  for (const key of ["name", "resource", "topic", "subscription", "parent", "project"]) {
    const value = request[key];
    if (typeof value === "string") return value;
  }
  for (const value of Object.values(request)) {
    if (typeof value === "object" && value !== null && "name" in value && typeof value.name === "string") {
      return value.name;
    }
  }
  return "";
}

/** The reason travels as google.rpc.ErrorInfo. https://google.aip.dev/193 */
function withReason(
  status: StatusError["status"],
  message: string,
  reason: string | undefined,
): { metadata?: Metadata } {
  if (reason === undefined) return {};
  const protos = loadProtos("google-gax/build/protos/status.json");
  const info = protos.any("google.rpc.ErrorInfo", { reason, domain: "googleapis.com" });
  const metadata = new Metadata();
  const { value } = protos.any("google.rpc.Status", { code: grpcCode(status), message, details: [info] });
  metadata.set("grpc-status-details-bin", value);
  return { metadata };
}
