// One plaintext gRPC server answers for all services, on connections that it is given.
import type { Socket } from "node:net";
import {
  Metadata,
  Server,
  ServerCredentials,
  type sendUnaryData,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { after, type Clock } from "../../core/clock.ts";
import type { ControlPlane } from "./callers/control-plane.ts";
import type { createPeerCheck } from "./callers/peer-user.ts";
import { loadProtos } from "./protos.ts";
import type { GrpcBinding } from "./grpc-binding.ts";
import { liftLongDeadlines } from "./long-deadlines.ts";
import type { Message, StreamMethod, UnaryMethod } from "../message.ts";
import { grpcCode, StatusError } from "./status.ts";
import { notEmulated, type UnaryCaller } from "./unary-call.ts";

interface Options {
  bindings: GrpcBinding[];
  caller: UnaryCaller;
  control: ControlPlane;
  isForeign: ReturnType<typeof createPeerCheck>;
  clock: Clock;
}

export function createGrpcServer({ bindings, caller, control, isForeign, clock }: Options) {
  const server = new Server({ "grpc.max_receive_message_length": 16 * 1024 * 1024 });
  /** By the other end's address, as calls name it. */
  const connections = new Map<string, Socket>();

  /** @throws StatusError when the call is another user's */
  function admit(metadata: Metadata, peer: string): void {
    if (control.isOwner(metadata.get("authorization")[0]?.toString())) return;
    const connection = connections.get(peer);
    if (connection !== undefined && !isForeign(connection)) return;
    throw new StatusError("PERMISSION_DENIED", "This local cloud belongs to another user of this machine.");
  }

  for (const { protos, service, methods, streams = {} } of bindings) {
    const unary =
      (name: string, method: UnaryMethod) =>
      (call: ServerUnaryCall<Message, Message>, callback: sendUnaryData<Message>): void => {
        const abort = new AbortController();
        call.on("cancelled", () => abort.abort());
        const { request, metadata } = call;
        void (async () => {
          try {
            admit(metadata, call.getPeer());
            const { signal } = abort;
            const asked = { protocol: "grpc" as const, service, name, method, request, metadata, signal };
            callback(null, await caller.call(asked));
          } catch (error) {
            const refused = caller.refusal(error, `${service}/${name}`);
            callback({ code: grpcCode(refused.status), details: refused.message, ...withReason(refused) });
          }
        })();
      };

    const stream =
      (name: string, method: StreamMethod) =>
      (call: ServerDuplexStream<Message, Message>): void => {
        const abort = new AbortController();
        call.on("cancelled", () => abort.abort());
        const context = { metadata: call.metadata as Metadata, signal: abort.signal };
        const answered = async (): Promise<void> => {
          admit(context.metadata, call.getPeer());
          caller.admit({ service, name, metadata: context.metadata });
          caller.log({ protocol: "grpc", service, name, request: {} }, "OK");
          await method(call as AsyncIterable<Message>, (response) => void call.write(response), context);
        };
        answered().then(
          () => call.end(),
          (error: unknown) => {
            if (abort.signal.aborted) return call.end();
            const { status, message } = caller.refusal(error, `${service}/${name}`);
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
          throw notEmulated(service, name);
        }) as never;
      }
    }
    server.addService(definition, implementation);
  }

  const stopLifting = liftLongDeadlines();
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  return {
    accept: (connection: Socket): void => {
      const peer = `${connection.remoteAddress}:${connection.remotePort}`;
      connections.set(peer, connection);
      connection.once("close", () => connections.delete(peer));
      injector.injectConnection(connection);
    },
    close: () =>
      new Promise<void>((resolve) => {
        const closed = new AbortController();
        after(clock, 500, closed.signal, () => server.forceShutdown());
        server.tryShutdown(() => {
          closed.abort();
          stopLifting();
          resolve();
        });
      }),
  };
}

/** The reason travels as google.rpc.ErrorInfo. https://google.aip.dev/193 */
function withReason({ status, message, reason, about }: StatusError): { metadata?: Metadata } {
  if (reason === undefined) return {};
  const protos = loadProtos("google-gax/build/protos/status.json");
  const info = protos.any("google.rpc.ErrorInfo", { reason, domain: "googleapis.com", metadata: about });
  const metadata = new Metadata();
  const { value } = protos.any("google.rpc.Status", { code: grpcCode(status), message, details: [info] });
  metadata.set("grpc-status-details-bin", value);
  return { metadata };
}
