// Reads a recorded writing request back: the proto message by Google's own definitions, or the JSON body.
import { loadProtos } from "../../src/local/wire/protos.ts";
import type { SentRequest } from "./breakable-line.ts";

const packages: readonly [prefix: string, file: string][] = [
  ["google.pubsub.", "@google-cloud/pubsub-api/build/protos/protos.json"],
  ["google.cloud.run.", "@google-cloud/run/build/protos/protos.json"],
  ["google.devtools.artifactregistry.", "@google-cloud/artifact-registry/build/protos/protos.json"],
  ["google.api.serviceusage.", "@google-cloud/service-usage/build/protos/protos.json"],
  ["google.cloud.resourcemanager.", "@google-cloud/resource-manager/build/protos/protos.json"],
  ["google.cloud.billing.", "@google-cloud/billing/build/protos/protos.json"],
  ["google.monitoring.", "@google-cloud/monitoring/build/protos/protos.json"],
  ["google.cloud.scheduler.", "@google-cloud/scheduler/build/protos/protos.json"],
  ["google.iam.v1.", "google-gax/build/protos/iam_service.json"],
];

export interface DecodedRequest {
  /** `google.pubsub.v1.Publisher/CreateTopic`, or `POST /storage/v1/b?project=p`. */
  method: string;
  message: unknown;
}

export function decodeRequest({ path, body }: SentRequest): DecodedRequest {
  // An upload has its metadata first; what follows is the object itself.
  if (path.includes(" /upload/")) {
    const metadata = /\r\n\r\n(\{.*?\})\r\n--/s.exec(body.toString("latin1"))?.[1];
    return { method: path, message: metadata === undefined ? undefined : JSON.parse(metadata) };
  }
  if (!path.startsWith("/")) {
    return { method: path, message: body.length === 0 ? undefined : JSON.parse(body.toString()) };
  }
  const [service, name] = path.slice(1).split("/") as [string, string];
  const file = packages.find(([prefix]) => service.startsWith(prefix))?.[1];
  if (file === undefined) throw new Error(`No protos are known for ${path}`);
  const definition = loadProtos(file).service(service)[name]!;
  // A frame begins with a flag and the length of the message.
  return { method: `${service}/${name}`, message: definition.requestDeserialize(body.subarray(5)) };
}

/** The request as stable text: without what differs from run to run, in the order of the methods. */
export function textOf(requests: readonly SentRequest[]): string {
  return requests
    .map((request) => {
      const { method, message } = decodeRequest(request);
      return `${steady(method)}\n${steady(JSON.stringify(message, shown, 2) ?? "")}\n`;
    })
    .toSorted()
    .join("\n");
}

function shown(key: string, value: unknown): unknown {
  if (key === "etag") return "<as it was read>";
  const { type, data } = (value ?? {}) as { type?: unknown; data?: number[] };
  if (type === "Buffer") return Buffer.from(data!).toString();
  // Keys in one order: protos have theirs, JSON bodies that of the caller.
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const steady = (text: string): string =>
  text
    .replaceAll(/http:\/\/127\.0\.0\.1:[0-9]+/g, "http://<local cloud>")
    .replaceAll(/(forecast-[0-9]{5})-[a-z]{3}/g, "$1-<random>")
    .replaceAll(/(executions\/[a-z-]+)-[a-z0-9]{5}\b/g, "$1-<random>")
    .replaceAll(/((?:alertPolicies|conditions|notificationChannels)\/)[0-9]{6,}/g, "$1<given>")
    .replaceAll(/"generation": "[0-9]{6,}"/g, '"generation": "<of the upload>"')
    .replaceAll(/generation=[0-9]{6,}/g, "generation=<of the version>");
