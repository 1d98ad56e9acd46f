// What buckets and objects can be told at Google and not here: refused, since whoever asks for it would rely on it.
import type { Context, Next } from "hono";
import { isMessage } from "../../message.ts";
import { notEmulated } from "./storage-error.ts";

type Fields = Record<string, unknown>;

const isOn = (value: unknown): boolean => isMessage(value) && value["enabled"] === true;
const isSet = (value: unknown): boolean => value !== undefined && value !== null;

/** @throws StorageError 501 */
export function refuseBucketSettings(fields: Fields): void {
  const { billing, encryption, retentionPolicy, rpo } = fields;
  const enforced = isMessage(encryption) ? Object.keys(encryption) : [];
  const asked: readonly [isAsked: boolean, what: string][] = [
    [isOn(fields["autoclass"]), "Autoclass"],
    [fields["defaultEventBasedHold"] === true, "holds on objects"],
    [isOn(fields["hierarchicalNamespace"]), "hierarchical namespaces"],
    [enforced.some((name) => name.endsWith("EnforcementConfig")), "rules on how objects are encrypted"],
    [isSet(fields["ipFilter"]), "filters of addresses"],
    [isSet(fields["logging"]), "usage logs of buckets"],
    [isSet(fields["objectRetention"]), "retention of objects"],
    [isMessage(billing) && billing["requesterPays"] === true, "buckets whose requester pays"],
    [isMessage(retentionPolicy) && isSet(retentionPolicy["retentionPeriod"]), "retention policies"],
    [rpo === "ASYNC_TURBO", "turbo replication"],
  ];
  refuse(asked);
}

/** @throws StorageError 501 */
export function refuseObjectSettings(fields: Fields): void {
  refuse([
    [fields["temporaryHold"] === true || fields["eventBasedHold"] === true, "holds on objects"],
    [isSet(fields["retention"]), "retention of objects"],
    [isSet(fields["kmsKeyName"]) || isSet(fields["customerEncryption"]), "keys of single objects"],
    [isSet(fields["contexts"]), "contexts of objects"],
  ]);
}

function refuse(asked: readonly [isAsked: boolean, what: string][]): void {
  const first = asked.find(([isAsked]) => isAsked);
  if (first) throw notEmulated(first[1]);
}

/** Keys that come with each request: the content would lie here in plain. */
export async function refuseCustomerKeys(context: Context, next: Next): Promise<void> {
  const names = [
    "x-goog-encryption-algorithm",
    "x-goog-encryption-key",
    "x-goog-copy-source-encryption-algorithm",
  ];
  if (names.some((name) => context.req.header(name) !== undefined)) {
    throw notEmulated("encryption with keys that come with the request");
  }
  if (context.req.query("kmsKeyName") || context.req.query("destinationKmsKeyName")) {
    throw notEmulated("keys of single objects");
  }
  await next();
}
