// Addresses that carry their own permission: that they are still valid is always checked, who signed them where the key is
// known, which is that of the local cloud's own accounts.
// https://cloud.google.com/storage/docs/authentication/canonical-requests
import { createHash } from "node:crypto";
import type { Context } from "hono";
import { invalid, StorageError } from "../storage-error.ts";

/** Whether the account signed the text; undefined where its key is not known. */
export type SignatureHolds = (account: string, text: string, signature: Uint8Array) => boolean | undefined;

const longestSeconds = 7 * 24 * 3600;
/** Clocks of two machines may differ by as much. */
const clockSkewMs = 15 * 60_000;

/** @throws StorageError when the address is signed, and no longer valid or not by the account that it names */
export function checkSignedUrl(request: Context, now: number, signatureHolds: SignatureHolds): void {
  // Their names come in any case.
  const query = new Map(
    Object.entries(request.req.query()).map(([name, value]) => [name.toLowerCase(), value]),
  );
  if (query.has("x-goog-signature")) checkV4(request, query, now, signatureHolds);
  else if (query.has("googleaccessid") && query.has("signature"))
    checkExpiry(Number(query.get("expires")) * 1000, now);
}

function checkV4(
  request: Context,
  query: Map<string, string>,
  now: number,
  signatureHolds: SignatureHolds,
): void {
  const algorithm = query.get("x-goog-algorithm") ?? "";
  const date = query.get("x-goog-date") ?? "";
  const expires = Number(query.get("x-goog-expires"));
  const [account = "", ...scope] = (query.get("x-goog-credential") ?? "").split("/");
  const signedHeaders = (query.get("x-goog-signedheaders") ?? "").split(";");
  if (algorithm !== "GOOG4-RSA-SHA256")
    throw invalid(`The local cloud knows no signatures by ${algorithm || "nothing"}.`);
  const [, day, time] = /^([0-9]{8})T([0-9]{6})Z$/.exec(date) ?? [];
  if (day === undefined || time === undefined)
    throw invalid("X-Goog-Date is no time such as 20260102T030405Z.");
  if (scope.length !== 4 || scope[0] !== day || scope[3] !== "goog4_request") {
    throw invalid(
      "X-Goog-Credential is no account with the scope DATE/LOCATION/storage/goog4_request of X-Goog-Date.",
    );
  }
  if (!Number.isInteger(expires) || expires < 1 || expires > longestSeconds) {
    throw invalid(`X-Goog-Expires is no number of seconds from 1 to ${longestSeconds}.`);
  }
  if (!signedHeaders.includes("host")) throw invalid("X-Goog-SignedHeaders does not name the host.");
  const begin = Date.parse(
    `${day.replace(/(....)(..)(..)/, "$1-$2-$3")}T${time.replace(/(..)(..)(..)/, "$1:$2:$3")}Z`,
  );
  if (begin > now + clockSkewMs) throw mismatch("The address is not valid yet.");
  checkExpiry(begin + expires * 1000, now);

  const signature = Buffer.from(query.get("x-goog-signature")!, "hex");
  const host = request.req.header("host") ?? "";
  // Node's client signs the host without its port, others with it.
  const canonical = [host, host.replace(/:[0-9]+$/, "")].map((each) =>
    canonicalRequest(request, signedHeaders, each),
  );
  const isWrong = canonical.every((each) => {
    const digest = createHash("sha256").update(each).digest("hex");
    const text = [algorithm, date, scope.join("/"), digest].join("\n");
    return signatureHolds(account, text, signature) === false;
  });
  if (!isWrong) return;
  throw mismatch(
    `The signature is not that of ${account} for this request. What should have been signed: ${JSON.stringify(canonical[0])}`,
  );
}

function checkExpiry(until: number, now: number): void {
  if (now <= until) return;
  const at = Number.isNaN(until) ? "a time that is none" : new Date(until).toISOString();
  throw new StorageError(400, "ExpiredToken", `Request signature expired at: ${at}`);
}

const mismatch = (message: string): StorageError => new StorageError(403, "SignatureDoesNotMatch", message);

function canonicalRequest(request: Context, signedHeaders: string[], host: string): string {
  const { pathname, searchParams } = new URL(request.req.url);
  const parameters = [...searchParams]
    .filter(([name]) => name.toLowerCase() !== "x-goog-signature")
    .map(([name, value]) => `${percent(name)}=${percent(value)}`)
    .toSorted();
  const headers = signedHeaders.map((name) => {
    const value = name === "host" ? host : (request.req.header(name) ?? "");
    return `${name}:${value.trim().replaceAll(/\s+/g, " ")}\n`;
  });
  return [
    request.req.method,
    pathname,
    parameters.join("&"),
    headers.join(""),
    signedHeaders.join(";"),
    request.req.header("x-goog-content-sha256") ?? "UNSIGNED-PAYLOAD",
  ].join("\n");
}

const percent = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
