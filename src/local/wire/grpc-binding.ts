// A gRPC service and the functions that answer its methods.
import type { StreamMethod, UnaryMethod } from "../message.ts";
import type { HttpRule, ProtoTypes } from "./protos.ts";

export interface GrpcBinding {
  /** npm package whose protos define the service, e.g. `@google-cloud/run`. */
  protos: ProtoTypes;
  /** Full name, e.g. `google.cloud.run.v2.Services`. Methods that are not given answer UNIMPLEMENTED. */
  service: string;
  methods: Record<string, UnaryMethod>;
  streams?: Record<string, StreamMethod>;
  /** Methods that work on data alone, so that they need no credentials; all others are the owner's. */
  data?: "all" | readonly string[];
  /** Methods that a container may call as its service account; each looks by itself whether IAM grants it. */
  containers?: readonly string[];
  /** REST forms that stand in the API's service configuration instead of its protos; they replace those. */
  rest?: Record<string, HttpRule[]>;
}
