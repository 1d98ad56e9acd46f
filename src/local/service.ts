// What an emulated Google service is made of, and what the local cloud hands to each.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Hono } from "hono";
import type { Clock } from "../core/clock.ts";
import type { Chaos } from "./chaos/chaos.ts";
import type { Operations } from "./state/operations.ts";
import type { Policies } from "./state/policies.ts";
import type { Projects } from "./state/projects.ts";
import type { Store } from "./state/store.ts";
import type { ControlPlane } from "./wire/callers/control-plane.ts";
import type { GrpcBinding } from "./wire/grpc-binding.ts";
import type { TlsAddress } from "./wire/tls/tls-port.ts";

/** One emulated service: it answers gRPC, HTTP or both, and may work by itself between `start` and `close`. */
export interface LocalService {
  grpc?: GrpcBinding[];
  /** Only for the owner: what changes the cloud, says what is in it or makes code run. */
  routes?: (app: Hono) => void;
  /** For every client of this user, without credentials: data, and what has a lock of its own. */
  openRoutes?: (app: Hono) => void;
  /** For what is meant for a container: it gets each request as it comes. Of one service only. */
  frontDoor?: (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;
  start?(): Promise<void> | void;
  close?(): Promise<void> | void;
}

/** What every emulated service is given. */
export interface ServiceContext {
  store: Store;
  clock: Clock;
  policies: Policies;
  operations: Operations;
  /** Services report here what spreads slowly, and ask whether it has. */
  chaos: Chaos;
  projects: Projects;
  /** Containers as callers: the token that one gets, and the account behind the token of a call. */
  callers: Pick<ControlPlane, "tokenFor" | "accountOf">;
  /** `http://127.0.0.1:<port>` of the running local cloud; known once it listens. */
  httpUrl: () => string;
  /** `127.0.0.1:<port>`, where it answers gRPC. */
  grpcAddress: () => string;
  /** Answers over TLS too from now on, and after every restart. */
  openTls: () => Promise<TlsAddress>;
  /** For the local cloud's own log file, not for the emulated Cloud Logging. */
  report: (line: string) => void;
}
