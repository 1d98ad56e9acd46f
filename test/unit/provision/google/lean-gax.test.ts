import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as gax from "google-gax";
import { expect, it } from "vitest";
import { leanGax } from "../../../../src/provision/google/lean-gax.ts";

const require = createRequire(import.meta.url);
const protosOf = (name: string) =>
  require(join(dirname(require.resolve(`@google-cloud/${name}`)), "../protos/protos.json")) as object;

interface Method {
  path: string;
  requestStream: boolean;
  responseStream: boolean;
  originalName: string;
  requestSerialize(message: object): Buffer;
  responseSerialize(message: object): Buffer;
  responseDeserialize(bytes: Buffer): object;
}

function methodsOf(loaded: object, service: string): Record<string, Method> {
  const found = service
    .split(".")
    .reduce((at: unknown, name) => (at as Record<string, unknown>)[name], loaded);
  return (found as { service: Record<string, Method> }).service;
}

it.each([
  [
    "run",
    "google.cloud.run.v2.Services",
    "GetService",
    {
      generation: "9007199254740993",
      labels: { a: "b" },
      ingress: 1,
      template: { scaling: {} },
      updateTime: {},
    },
  ],
  [
    "pubsub",
    "google.pubsub.v1.Subscriber",
    "GetSubscription",
    { name: "s", pushConfig: { oidcToken: { audience: "x" } }, ackDeadlineSeconds: 10, state: "ACTIVE" },
  ],
])(
  "reads and writes messages of %s as the runtime's own loader does",
  async (name, service, method, sample) => {
    const json = protosOf(name) as never;
    const lean = await leanGax();
    const ours = methodsOf(new lean.GrpcClient().loadProtoJSON(json), service);
    const theirs = methodsOf(new gax.GrpcClient().loadProtoJSON(json), service);
    const shape = (methods: Record<string, Method>) =>
      Object.entries(methods).map(([key, { path, requestStream, responseStream, originalName }]) => ({
        key,
        path,
        requestStream,
        responseStream,
        originalName,
      }));
    expect(shape(ours)).toEqual(shape(theirs));
    const bytes = theirs[method]!.responseSerialize(sample);
    expect(ours[method]!.responseSerialize(sample).equals(bytes)).toBe(true);
    expect(ours[method]!.responseDeserialize(bytes)).toEqual(theirs[method]!.responseDeserialize(bytes));
  },
);
