// Google's client runtime with a quicker way to read the protos. Its own makes a descriptor of every message of an API,
// which nobody reads, and does so again for each client: most of the time that a command needs to start.
import type * as Gax from "google-gax";

type Module = typeof Gax;
type Root = Gax.protobuf.Root;
type Json = Parameters<Gax.GrpcClient["loadProtoJSON"]>[0];
type Loaded = ReturnType<Gax.GrpcClient["loadProtoJSON"]>;

/** As google-gax asks its own loader to read messages: `GrpcClient.defaultOptions()`. */
const conversion = { longs: String, enums: String, defaults: true, oneofs: true };

/** For the second parameter of a generated client. */
export async function leanGax(): Promise<Module> {
  const loaded = (await import("google-gax")) as unknown as Module & { default?: Module };
  const gax = loaded.default ?? loaded;
  const roots = new WeakMap<object, Root>();
  const packages = new WeakMap<object, Loaded>();

  /** The clients of one API share its JSON, and so its types. */
  const rootOf = (json: object): Root => {
    const root = roots.get(json) ?? gax.protobuf.Root.fromJSON(json as Gax.protobuf.INamespace);
    roots.set(json, root);
    return root;
  };

  class LeanGrpcClient extends gax.GrpcClient {
    override loadProtoJSON(json: Json): Loaded {
      const known = packages.get(json);
      if (known !== undefined) return known;
      const made = this.grpc.loadPackageDefinition(
        Object.fromEntries(
          servicesIn(gax, rootOf(json)).map((service) => [service.fullName.slice(1), definitionOf(service)]),
        ),
      ) as Loaded;
      packages.set(json, made);
      return made;
    }
  }

  return Object.create(gax, {
    GrpcClient: { value: LeanGrpcClient },
    protobufFromJSON: { value: rootOf },
  }) as Module;
}

function servicesIn(gax: Module, parent: Gax.protobuf.NamespaceBase): Gax.protobuf.Service[] {
  return parent.nestedArray.flatMap((each) => {
    if (each instanceof gax.protobuf.Service) return [each];
    // Services do not stand inside of messages.
    const isNamespace = each instanceof gax.protobuf.Namespace && !(each instanceof gax.protobuf.Type);
    return isNamespace ? servicesIn(gax, each) : [];
  });
}

/** What grpc-js needs to know of a service. Types are resolved when the first message of theirs comes. */
function definitionOf(service: Gax.protobuf.Service) {
  return Object.fromEntries(
    service.methodsArray.map((method) => {
      method.resolve();
      const { name, requestStream, responseStream, resolvedRequestType, resolvedResponseType } = method;
      return [
        name,
        {
          path: `/${service.fullName.slice(1)}/${name}`,
          requestStream: requestStream ?? false,
          responseStream: responseStream ?? false,
          requestSerialize: writer(resolvedRequestType!),
          requestDeserialize: reader(resolvedRequestType!),
          responseSerialize: writer(resolvedResponseType!),
          responseDeserialize: reader(resolvedResponseType!),
          originalName: name[0]!.toLowerCase() + name.slice(1),
        },
      ];
    }),
  );
}

const writer = (type: Gax.protobuf.Type) => (message: object) =>
  Buffer.from(type.encode(type.fromObject(message)).finish());

const reader = (type: Gax.protobuf.Type) => (bytes: Buffer) => type.toObject(type.decode(bytes), conversion);
