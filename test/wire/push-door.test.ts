// Who gets through the front door of a service, by tokens that the local cloud's own key signed, or did not.
import { createHash, createHmac, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asOwner } from "../support/as-owner.ts";
import { sendPieces } from "../support/send-pieces.ts";
import { startWholeCloud, type WholeCloud } from "../support/whole-cloud.ts";
import { pathOf } from "../support/system.ts";

const project = "projects/cloud-runner-local";
const imageDir = pathOf("../fixtures/run-image", import.meta.url);
const emailOf = (id: string): string => `${id}@cloud-runner-local.iam.gserviceaccount.com`;

let cloud: WholeCloud;
let uri: string;
let pem: string;
const tokens: string[] = [];

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(`${cloud.httpUrl}${path}`, asOwner(cloud, { method, ...sent }));
  const answer = (await response.json()) as T;
  if (!response.ok) throw new Error(JSON.stringify(answer));
  return answer;
}

beforeAll(async () => {
  cloud = await startWholeCloud({ imageDir });
  for (const accountId of ["invoker", "stranger"]) {
    await ask("POST", `/v1/${project}/serviceAccounts`, { accountId });
  }
  const name = `${project}/locations/us-central1/services/door`;
  let operation = await ask<{ name: string; done?: boolean }>(
    "POST",
    `/v2/${project}/locations/us-central1/services?serviceId=door`,
    { template: { containers: [{ image: "us-docker.pkg.dev/p/r/i@sha256:0" }] } },
  );
  while (!operation.done) operation = await ask("GET", `/v2/${operation.name}`);
  await ask("POST", `/v2/${name}:setIamPolicy`, {
    policy: {
      bindings: [{ role: "roles/run.invoker", members: [`serviceAccount:${emailOf("invoker")}`] }],
    },
  });
  ({ uri } = await ask<{ uri: string }>("GET", `/v2/${name}`));
  // One token, so that there is a key.
  await ask("POST", `/v1/${project}/serviceAccounts/${emailOf("invoker")}:generateIdToken`, {
    audience: uri,
  });
  const database = new DatabaseSync(join(cloud.folder, "state.sqlite"), { readOnly: true });
  const row = database.prepare("SELECT value FROM documents_signing_keys WHERE name = 'current'").get()!;
  database.close();
  ({ pem } = JSON.parse(row["value"] as string) as { pem: string });
});
afterAll(() => cloud.close());

const now = (): number => Math.floor(Date.now() / 1000);
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

interface Forgery {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  key?: string;
  /** Instead of a signature with the key. */
  signature?: (signed: string) => string;
}

function tokenOf({ claims = {}, header = {}, key = pem, signature }: Forgery): string {
  const spki = createPublicKey(pem).export({ type: "spki", format: "der" });
  const kid = createHash("sha256").update(spki).digest("hex").slice(0, 40);
  const signed = `${encoded({ alg: "RS256", kid, typ: "JWT", ...header })}.${encoded({
    iss: "https://accounts.google.com",
    aud: uri,
    email: emailOf("invoker"),
    email_verified: true,
    iat: now(),
    exp: now() + 3600,
    ...claims,
  })}`;
  const end = signature ? signature(signed) : sign("sha256", Buffer.from(signed), key).toString("base64url");
  tokens.push(`${signed}.${end}`);
  return `${signed}.${end}`;
}

const call = async (authorization: string | undefined, path = ""): Promise<number> => {
  const response = await fetch(`${uri}${path}`, {
    headers: authorization === undefined ? {} : { authorization },
  });
  await response.arrayBuffer();
  return response.status;
};

const otherKey = (): string =>
  generateKeyPairSync("rsa", { modulusLength: 2048 })
    .privateKey.export({ type: "pkcs8", format: "pem" })
    .toString();
const publicPem = (): string => createPublicKey(pem).export({ type: "spki", format: "pem" }).toString();

describe("the front door", () => {
  it.each<[string, number, () => Forgery]>([
    ["a right token", 200, () => ({})],
    ["the address with a path as audience", 200, () => ({ claims: { aud: `${uri}/push` } })],
    ["a clock that is a little ahead", 200, () => ({ claims: { iat: now() + 30 } })],
    ["an account without the role", 403, () => ({ claims: { email: emailOf("stranger") } })],
    ["an account that does not exist", 403, () => ({ claims: { email: emailOf("nobody") } })],
    ["no account", 401, () => ({ claims: { email: undefined } })],
    ["an account that nobody verified", 401, () => ({ claims: { email_verified: false } })],
    ["no algorithm", 401, () => ({ header: { alg: "none" }, signature: () => "" })],
    ["no algorithm, but a signature", 401, () => ({ header: { alg: "none" } })],
    [
      "the public key as a shared secret",
      401,
      () => ({
        header: { alg: "HS256" },
        signature: (signed) => createHmac("sha256", publicPem()).update(signed).digest("base64url"),
      }),
    ],
    ["somebody else's key", 401, () => ({ key: otherKey() })],
    ["the id of another key", 401, () => ({ header: { kid: "other" } })],
    [
      "a signature of something else",
      401,
      () => ({ signature: () => Buffer.alloc(256).toString("base64url") }),
    ],
    ["another issuer", 401, () => ({ claims: { iss: "https://evil.example" } })],
    ["an end that is past", 401, () => ({ claims: { iat: now() - 7200, exp: now() - 1 } })],
    ["no end", 401, () => ({ claims: { exp: undefined } })],
    ["a beginning that is to come", 401, () => ({ claims: { nbf: now() + 600 } })],
    ["an issue that is to come", 401, () => ({ claims: { iat: now() + 600 } })],
    ["another audience", 401, () => ({ claims: { aud: "https://other.example" } })],
    ["an audience that only begins like the address", 401, () => ({ claims: { aud: `${uri}-2` } })],
    ["the audience in capitals", 401, () => ({ claims: { aud: uri.toUpperCase() } })],
    ["several audiences", 401, () => ({ claims: { aud: [uri] } })],
    ["no audience", 401, () => ({ claims: { aud: undefined } })],
  ])("answers a token with %s by %i", async (_what, status, forgery) => {
    expect(await call(`Bearer ${tokenOf(forgery())}`)).toBe(status);
  });

  it.each<[string, number, string | undefined]>([
    ["no header", 403, undefined],
    ["another scheme", 403, "Basic dXNlcjpwYXNz"],
    ["an empty token", 403, "Bearer "],
    ["a token that is none", 401, "Bearer abc"],
    ["one part too many", 401, "Bearer a.b.c.d"],
  ])("answers %s by %i", async (_what, status, header) => {
    expect(await call(header)).toBe(status);
  });

  it("takes no more than 32 MiB, announced or in pieces", async () => {
    const authorization = `Bearer ${tokenOf({})}`;
    const announced = await fetch(uri, {
      method: "POST",
      headers: { authorization },
      body: Buffer.alloc(33 * 1024 * 1024),
    });
    expect(announced.status).toBe(413);
    const size = 40 * 1024 * 1024;
    expect(await sendPieces(uri, { method: "POST", headers: { authorization }, size })).toBe(413);
  });

  it("leaves no token that works in any log", async () => {
    const { requests } = await ask<{ requests: object[] }>("GET", "/_local/requests");
    const { entries } = await ask<{ entries: object[] }>("POST", "/v2/entries:list", {
      resourceNames: [project],
      pageSize: 1000,
    });
    expect(entries.length).toBeGreaterThan(20);
    const written = [
      JSON.stringify(requests),
      JSON.stringify(entries),
      cloud.reported.join("\n"),
      // Whatever else is kept: the key itself lies in the state, tokens do not.
      await readFile(join(cloud.folder, "state.sqlite"), "latin1"),
      await readFile(join(cloud.folder, "state.sqlite-wal"), "latin1"),
    ].join("\n");
    const signatures = tokens.map((token) => token.split(".")[2]!).filter((part) => part.length > 20);
    expect(signatures.length).toBeGreaterThan(15);
    expect(signatures.filter((signature) => written.includes(signature))).toEqual([]);
    expect(JSON.stringify([requests, entries])).not.toContain("PRIVATE KEY");
  });
});
