// Service definitions straight from the protos that ship in Google's own npm packages.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import protobuf from "protobufjs";
import type { ServiceDefinition } from "@grpc/grpc-js";
import type { Message } from "../message.ts";

const require = createRequire(import.meta.url);

/** The proto definitions of one npm package. */
export type ProtoTypes = ReturnType<typeof loadProtos>;

/** One REST form of a method. https://github.com/googleapis/googleapis/blob/master/google/api/http.proto */
export interface HttpRule {
  verb: "get" | "put" | "post" | "delete" | "patch";
  /** E.g. `/v1/{topic=projects/*\/topics/*}:publish`. */
  path: string;
  /** The field that the body holds, or `*` for the whole request; absent when there is no body. */
  body?: string;
}

const verbs = ["get", "put", "post", "delete", "patch"] as const;

/**
 * The names of methods are read at once, the types only when the first message comes or `prepare` is called: building
 * the types of all packages would be most of the local cloud's start.
 * @param file path inside the package, e.g. `@google-cloud/run/build/protos/protos.json`
 */
export function loadProtos(file: string) {
  const json = JSON.parse(readFileSync(resolveInPackage(file), "utf8")) as protobuf.INamespace;
  let built: protobuf.Root | undefined;
  function root(): protobuf.Root {
    if (!built) {
      built = protobuf.Root.fromJSON(json);
      built.resolveAll();
    }
    return built;
  }

  const decode = (type: protobuf.Type, bytes: Uint8Array): Message =>
    type.toObject(type.decode(bytes), { longs: String, enums: String, bytes: Buffer });
  const encode = (type: protobuf.Type, value: Message): Buffer =>
    Buffer.from(type.encode(type.fromObject(value)).finish());

  return {
    service(fullName: string): ServiceDefinition {
      const definition: Record<string, unknown> = {};
      for (const [name, { requestStream, responseStream }] of Object.entries(methodsOf(json, fullName))) {
        const method = (): protobuf.Method => root().lookupService(fullName).methods[name]!;
        const requestType = (): protobuf.Type => method().resolvedRequestType!;
        const responseType = (): protobuf.Type => method().resolvedResponseType!;
        definition[name] = {
          path: `/${fullName}/${name}`,
          requestStream: requestStream ?? false,
          responseStream: responseStream ?? false,
          requestSerialize: (value: Message) => encode(requestType(), value),
          requestDeserialize: (bytes: Buffer) => decode(requestType(), bytes),
          responseSerialize: (value: Message) => encode(responseType(), value),
          responseDeserialize: (bytes: Buffer) => decode(responseType(), bytes),
          originalName: name,
        };
      }
      return definition as unknown as ServiceDefinition;
    },
    /** A `google.protobuf.Any` that holds `value` as a message of type `type`. */
    any: (type: string, value: Message): { type_url: string; value: Buffer } => ({
      type_url: `type.googleapis.com/${type}`,
      value: encode(root().lookupType(type), value),
    }),
    /** The unary methods of a service, with the REST forms that the protos give them. */
    restForms: (service: string): { name: string; rules: HttpRule[] }[] =>
      Object.entries(methodsOf(json, service)).flatMap(([name, method]) =>
        method.requestStream || method.responseStream ? [] : [{ name, rules: rulesOf(method) }],
      ),
    /** The types of a method's request and response. */
    method(service: string, name: string): { request: protobuf.Type; response: protobuf.Type } {
      const { resolvedRequestType, resolvedResponseType } = root().lookupService(service).methods[name]!;
      return { request: resolvedRequestType!, response: resolvedResponseType! };
    },
    /** Undefined when these protos have no such type. */
    type(fullName: string): protobuf.Type | undefined {
      const found = root().lookup(fullName);
      return found instanceof protobuf.Type ? found : undefined;
    },
    /** Builds the types now. */
    prepare: () => void root(),
  };
}

function methodsOf(root: protobuf.INamespace, fullName: string): Record<string, protobuf.IMethod> {
  let at: protobuf.AnyNestedObject | undefined = root;
  for (const name of fullName.split(".")) at = at && "nested" in at ? at.nested?.[name] : undefined;
  if (!at || !("methods" in at)) throw new Error(`There is no service ${fullName} in the protos.`);
  return (at as protobuf.IService).methods;
}

type Annotation = Partial<Record<HttpRule["verb"], string>> & {
  body?: string;
  additional_bindings?: Annotation | Annotation[];
};

function rulesOf({ parsedOptions }: protobuf.IMethod): HttpRule[] {
  const options = (parsedOptions ?? []) as { "(google.api.http)"?: Annotation }[];
  return options.flatMap((option) => rulesIn(option["(google.api.http)"]));
}

function rulesIn(annotation: Annotation | undefined): HttpRule[] {
  if (!annotation) return [];
  const { body, additional_bindings: additional = [] } = annotation;
  const own = verbs.flatMap((verb) => {
    const path = annotation[verb];
    return path === undefined ? [] : [{ verb, path, ...(body !== undefined && { body }) }];
  });
  return [...own, ...[additional].flat().flatMap(rulesIn)];
}

/** Packages limit what `require.resolve` may reach, so the file is looked for where Node would look for the package. */
function resolveInPackage(file: string): string {
  const candidates = (require.resolve.paths(file) ?? []).map((folder) => join(folder, file));
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found === undefined) throw new Error(`${file} is not installed; looked in ${candidates.join(", ")}`);
  return found;
}
