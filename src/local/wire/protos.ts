// Service definitions straight from the protos that ship in Google's own npm packages.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import protobuf from "protobufjs";
import type { ServiceDefinition } from "@grpc/grpc-js";
import { protoTypes } from "../../core/proto-types.ts";
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
 * The names of methods are read at once, a type when the first message of it comes: building the types of all packages
 * would be most of the local cloud's start.
 * @param file path inside the package, e.g. `@google-cloud/run/build/protos/protos.json`
 */
export function loadProtos(file: string) {
  const json = JSON.parse(readFileSync(resolveInPackage(file), "utf8")) as protobuf.INamespace;
  const types = protoTypes(json, protobuf.Root);

  const decode = (type: protobuf.Type, bytes: Uint8Array): Message =>
    type.toObject(type.decode(bytes), { longs: String, enums: String, bytes: Buffer });
  const encode = (type: protobuf.Type, value: Message): Buffer =>
    Buffer.from(type.encode(type.fromObject(value)).finish());

  return {
    service(fullName: string): ServiceDefinition {
      const definition: Record<string, unknown> = {};
      for (const [name, { requestStream, responseStream }] of Object.entries(types.methods(fullName))) {
        const requestType = (): protobuf.Type => types.request(fullName, name);
        const responseType = (): protobuf.Type => types.response(fullName, name);
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
    any(type: string, value: Message): { type_url: string; value: Buffer } {
      const found = types.type(type);
      if (found === undefined) throw new Error(`There is no message ${type} in the protos.`);
      return { type_url: `type.googleapis.com/${type}`, value: encode(found, value) };
    },
    /** The unary methods of a service, with the REST forms that the protos give them. */
    restForms: (service: string): { name: string; rules: HttpRule[] }[] =>
      Object.entries(types.methods(service)).flatMap(([name, method]) =>
        method.requestStream || method.responseStream ? [] : [{ name, rules: rulesOf(method) }],
      ),
    /** The types of a method's request and response. */
    method: (service: string, name: string): { request: protobuf.Type; response: protobuf.Type } => ({
      request: types.request(service, name),
      response: types.response(service, name),
    }),
    /** Undefined when these protos have no such type. */
    type: (fullName: string): protobuf.Type | undefined => types.type(fullName),
  };
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
