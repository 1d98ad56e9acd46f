// Service definitions straight from the protos that ship in Google's own npm packages.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import protobuf from "protobufjs";
import type { ServiceDefinition } from "@grpc/grpc-js";
import type { Message } from "./service.ts";

const require = createRequire(import.meta.url);

/** The proto definitions of one npm package. */
export interface ProtoTypes {
  service(fullName: string): ServiceDefinition;
  /** A `google.protobuf.Any` that holds `value` as a message of type `type`. */
  any(type: string, value: Message): { type_url: string; value: Buffer };
  /** Reads a message back from what `any` made. */
  decodeAny(any: { type_url: string; value: Uint8Array }): Message;
  enumNames(type: string): string[];
}

/** @param file path inside the package, e.g. `@google-cloud/run/build/protos/protos.json` */
export function loadProtos(file: string): ProtoTypes {
  const root = protobuf.Root.fromJSON(
    JSON.parse(readFileSync(resolveInPackage(file), "utf8")) as protobuf.INamespace,
  );
  root.resolveAll();

  const decode = (type: protobuf.Type, bytes: Uint8Array): Message =>
    type.toObject(type.decode(bytes), { longs: String, enums: String, bytes: Buffer });
  const encode = (type: protobuf.Type, value: Message): Buffer =>
    Buffer.from(type.encode(type.fromObject(value)).finish());

  return {
    service(fullName) {
      const definition: Record<string, unknown> = {};
      for (const method of root.lookupService(fullName).methodsArray) {
        const requestType = method.resolvedRequestType!;
        const responseType = method.resolvedResponseType!;
        definition[method.name] = {
          path: `/${fullName}/${method.name}`,
          requestStream: method.requestStream ?? false,
          responseStream: method.responseStream ?? false,
          requestSerialize: (value: Message) => encode(requestType, value),
          requestDeserialize: (bytes: Buffer) => decode(requestType, bytes),
          responseSerialize: (value: Message) => encode(responseType, value),
          responseDeserialize: (bytes: Buffer) => decode(responseType, bytes),
          originalName: method.name,
        };
      }
      return definition as unknown as ServiceDefinition;
    },
    any: (type, value) => ({
      type_url: `type.googleapis.com/${type}`,
      value: encode(root.lookupType(type), value),
    }),
    decodeAny: ({ type_url, value }) =>
      decode(root.lookupType(type_url.slice(type_url.indexOf("/") + 1)), value),
    enumNames: (type) => Object.keys(root.lookupEnum(type).values),
  };
}

/** Packages limit what `require.resolve` may reach, so the file is looked for where Node would look for the package. */
function resolveInPackage(file: string): string {
  const candidates = (require.resolve.paths(file) ?? []).map((folder) => join(folder, file));
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found === undefined) throw new Error(`${file} is not installed; looked in ${candidates.join(", ")}`);
  return found;
}
