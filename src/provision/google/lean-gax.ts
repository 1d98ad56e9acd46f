// Google's client runtime with a quicker way to read the protos. Its own makes a descriptor of every message of an API,
// which nobody reads, and does so again for each client: most of the time that a command needs to start.
import type { ClientOptions, GrpcClient, GrpcClientOptions, protobuf } from "google-gax";
import { protoTypes, type ProtoTypes } from "../../core/proto-types.ts";
import type { gax as Gax } from "./packages/gax.ts";

type Loaded = ReturnType<GrpcClient["loadProtoJSON"]>;

/** As google-gax asks its own loader to read messages: `GrpcClient.defaultOptions()`. */
const conversion = { longs: String, enums: String, defaults: true, oneofs: true };

/** For the second parameter of a generated client. */
export async function leanGax(): Promise<typeof Gax> {
  const { gax } = await import("./packages/gax.ts");
  const apis = new WeakMap<object, { types: ProtoTypes; services: Loaded }>();
  /** A client loads its API, which then has them, right before it asks for `lro`. */
  let withOperations: Loaded | undefined;

  /** The clients of one API share its JSON, and so its types. */
  function apiOf(json: object): { types: ProtoTypes; services: Loaded } {
    const known = apis.get(json);
    if (known !== undefined) return known;
    const types = protoTypes(json as protobuf.INamespace, gax.protobuf.Root);
    const definitions = types.services.map((service) => [service, definitionOf(types, service)] as const);
    const made = { types, services: gax.grpc.loadPackageDefinition(Object.fromEntries(definitions)) };
    apis.set(json, made);
    return made;
  }

  class LeanGrpcClient extends gax.GrpcClient {
    override loadProtoJSON(json: object): Loaded {
      const { types, services } = apiOf(json);
      if (types.services.includes("google.longrunning.Operations")) withOperations = services;
      return services;
    }
  }

  return Object.create(gax, {
    GrpcClient: { value: LeanGrpcClient },
    lro: {
      value: (options: GrpcClientOptions) => ({
        operationsClient: (clientOptions: ClientOptions) =>
          new gax.OperationsClient(
            new LeanGrpcClient({ scopes: gax.lro.ALL_SCOPES, ...options }),
            withOperations,
            clientOptions,
          ),
      }),
    },
    protobufFromJSON: { value: (json: object) => lookupIn(apiOf(json).types) },
  }) as typeof Gax;
}

/** What grpc-js needs to know of a service. */
function definitionOf(types: ProtoTypes, service: string) {
  return Object.fromEntries(
    Object.entries(types.methods(service)).map(([name, { requestStream, responseStream }]) => {
      const request = () => types.request(service, name);
      const response = () => types.response(service, name);
      return [
        name,
        {
          path: `/${service}/${name}`,
          requestStream: requestStream ?? false,
          responseStream: responseStream ?? false,
          requestSerialize: writer(request),
          requestDeserialize: reader(request),
          responseSerialize: writer(response),
          responseDeserialize: reader(response),
          originalName: name[0]!.toLowerCase() + name.slice(1),
        },
      ];
    }),
  );
}

const writer = (type: () => protobuf.Type) => (message: object) =>
  Buffer.from(type().encode(type().fromObject(message)).finish());

const reader = (type: () => protobuf.Type) => (bytes: Buffer) =>
  type().toObject(type().decode(bytes), conversion);

/** For a client that looks up what its long-running operations give, for each when it is made. */
function lookupIn(types: ProtoTypes) {
  return {
    lookup: (name: string) => ({ decode: (bytes: Uint8Array) => types.type(name)!.decode(bytes) }),
    /** For the details of an error. @throws Error when there is no such type */
    lookupType(name: string): protobuf.Type {
      const found = types.type(name);
      if (found === undefined) throw new Error(`There is no message ${name} in the protos.`);
      return found;
    },
  };
}
