// What an emulated Google service is made of, and what the local cloud hands to each.
import type { Hono } from "hono";
import type { Metadata } from "@grpc/grpc-js";
import type { Clock } from "../core/clock.ts";
import type { Chaos } from "./chaos/chaos.ts";
import type { Policies } from "./state/policies.ts";
import type { Projects } from "./state/projects.ts";
import type { HttpRule, ProtoTypes } from "./wire/protos.ts";
import type { Operations } from "./state/operations.ts";
import type { Store } from "./state/store.ts";
import type { TlsAddress } from "./wire/tls/tls-port.ts";

/** A decoded message: JSON names in camelCase, 64-bit integers and enum values as strings, bytes as Buffer, unset fields absent. */
export type Message = Record<string, unknown>;

export interface Call {
  metadata: Metadata;
  /** Aborts when the caller has gone away. */
  signal: AbortSignal;
}

/** Answers one request; throws StatusError to refuse. */
export type UnaryMethod = (request: Message, call: Call) => Message | Promise<Message>;

/** Answers a stream of requests with a stream of responses, until one side ends. */
export type StreamMethod = (
  requests: AsyncIterable<Message>,
  respond: (response: Message) => void,
  call: Call,
) => Promise<void>;

export interface GrpcBinding {
  /** npm package whose protos define the service, e.g. `@google-cloud/run`. */
  protos: ProtoTypes;
  /** Full name, e.g. `google.cloud.run.v2.Services`. Methods that are not given answer UNIMPLEMENTED. */
  service: string;
  methods: Record<string, UnaryMethod>;
  streams?: Record<string, StreamMethod>;
  /** REST forms that stand in the API's service configuration instead of its protos; they replace those. */
  rest?: Record<string, HttpRule[]>;
}

/** One emulated service: it answers gRPC, HTTP or both, and may work by itself between `start` and `close`. */
export interface LocalService {
  grpc?: GrpcBinding[];
  routes?: (app: Hono) => void;
  start?(): Promise<void> | void;
  close?(): Promise<void> | void;
}

/** The floor that every emulated service stands on. */
export interface Floor {
  store: Store;
  clock: Clock;
  policies: Policies;
  operations: Operations;
  /** What spreads slowly is told here, and asked whether it has. */
  chaos: Chaos;
  projects: Projects;
  /** `http://127.0.0.1:<port>` of the running local cloud; known once it listens. */
  httpUrl: () => string;
  /** Answers over TLS too from now on, and after every restart. */
  openTls: () => Promise<TlsAddress>;
  /** For the local cloud's own log file, not for the emulated Cloud Logging. */
  report: (line: string) => void;
}

/** The project that exists from the start. */
export const project = { id: "cloud-runner-local", number: "100000000001" } as const;
