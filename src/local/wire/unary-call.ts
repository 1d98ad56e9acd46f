// One call of an emulated method, the same whether it came over gRPC or as REST: troubles, the method itself, the log.
import type { Metadata } from "@grpc/grpc-js";
import type { Chaos } from "../chaos/chaos.ts";
import { diskRefusal } from "../state/disk-trouble.ts";
import type { ControlPlane } from "./callers/control-plane.ts";
import type { GrpcBinding } from "./grpc-binding.ts";
import type { RequestLog } from "./request-log.ts";
import type { Message, UnaryMethod } from "../message.ts";
import { StatusError } from "./status.ts";

export interface UnaryCall {
  protocol: "grpc" | "http";
  /** Full name, e.g. `google.pubsub.v1.Publisher`. */
  service: string;
  name: string;
  method: UnaryMethod;
  request: Message;
  metadata: Metadata;
  signal: AbortSignal;
}

export type UnaryCaller = ReturnType<typeof createUnaryCaller>;

interface Options {
  /** Where the state is kept. */
  folder: string;
  control: ControlPlane;
  bindings: readonly GrpcBinding[];
  requests: RequestLog;
  chaos: Chaos;
  report: (line: string) => void;
}

/** Methods that never write, by Google's naming rule for APIs. https://google.aip.dev/130 */
const reads = /^(Get|List|BatchGet|Search|Test|Pull|StreamingPull|Tail|Check|Validate)/;

/** Delivery traffic of subscribers is no change to a resource, though it changes message state. */
const delivery = /^(Acknowledge|ModifyAckDeadline)$/;

const isMutating = (name: string): boolean => !reads.test(name) && !delivery.test(name);

/** The API that serves a package of protos, where its calls fail while it was enabled only a moment ago. */
const apis: readonly [prefix: string, api: string][] = [
  ["google.devtools.artifactregistry.", "artifactregistry.googleapis.com"],
  ["google.pubsub.", "pubsub.googleapis.com"],
  ["google.cloud.run.", "run.googleapis.com"],
];

export const notEmulated = (service: string, name: string): StatusError =>
  new StatusError("UNIMPLEMENTED", `The local cloud does not emulate ${service}/${name}.`);

export function createUnaryCaller({ folder, control, bindings, requests, chaos, report }: Options) {
  function refusal(error: unknown, method: string): StatusError {
    if (error instanceof StatusError) return error;
    const refused = diskRefusal(folder, error);
    if (refused) {
      report(`${method}: ${refused.message}`);
      return refused;
    }
    report(`${method}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return new StatusError("INTERNAL", `The local cloud failed in ${method}; its log has the details.`);
  }

  const log = (
    { protocol, service, name, request }: Pick<UnaryCall, "protocol" | "service" | "name" | "request">,
    status: string,
  ): void =>
    requests.add({
      protocol,
      method: `${service}/${name}`,
      resource: resourceOf(request),
      mutating: isMutating(name),
      status,
    });

  const byService = new Map(bindings.map((each) => [each.service, each]));
  function admit({ service, name, metadata }: Pick<UnaryCall, "service" | "name" | "metadata">): void {
    const { data = [], containers = [] } = byService.get(service) ?? {};
    if (data === "all" || data.includes(name)) return;
    const authorization = metadata.get("authorization")[0]?.toString();
    if (containers.includes(name) && control.accountOf(authorization) !== undefined) return;
    control.check(authorization);
  }

  return {
    refusal,
    log,
    /** @throws StatusError when the method is not for this caller; `call` asks by itself */
    admit,
    /** @throws StatusError, and nothing else: what fails unexpectedly is reported and becomes INTERNAL */
    async call(call: UnaryCall): Promise<Message> {
      const { service, name, method, request, metadata, signal } = call;
      const api = apis.find(([prefix]) => service.startsWith(prefix))?.[1];
      const asked = { method: `${service}/${name}`, mutating: isMutating(name), api, signal };
      let isLogged = false;
      try {
        admit(call);
        await chaos.before(asked);
        const response = await method(request, { metadata, signal });
        log(call, "OK");
        isLogged = true;
        await chaos.after(asked);
        return response;
      } catch (error) {
        const refused = refusal(error, `${service}/${name}`);
        if (!isLogged) log(call, refused.status);
        throw refused;
      }
    },
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
