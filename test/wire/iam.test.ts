import { createPublicKey, verify, type JsonWebKey } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { iam } from "@googleapis/iam";
import { OAuth2Client } from "google-auth-library";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock, type Clock } from "../../src/core/clock.ts";
import { serviceAgents } from "../../src/local/services/agents.ts";
import { createIam, type Iam } from "../../src/local/services/iam/iam.ts";
import { startServices, type StartedServices } from "../support/local-services.ts";

const parent = "projects/cloud-runner-local";
const emailOf = (id: string) => `${id}@cloud-runner-local.iam.gserviceaccount.com`;
const nameOf = (id: string) => `${parent}/serviceAccounts/${emailOf(id)}`;

const at = { offsetMs: 0 };
const clock: Clock = {
  now: () => Date.now() + at.offsetMs,
  sleep: (ms, signal) => systemClock.sleep(ms, signal),
};

async function startIam(folder?: string): Promise<{ services: StartedServices; service: Iam }> {
  let service: Iam | undefined;
  const services = await startServices((context) => [(service = createIam(context))], {
    clock,
    ...(folder !== undefined && { folder }),
  });
  return { services, service: service! };
}

function clientOf({ httpUrl, secret }: StartedServices) {
  const auth = new OAuth2Client();
  auth.setCredentials({ access_token: secret, expiry_date: Number.MAX_SAFE_INTEGER });
  return iam({ version: "v1", auth: auth as never, rootUrl: `${httpUrl}/` }).projects.serviceAccounts;
}

const decoded = (part: string) =>
  JSON.parse(Buffer.from(part, "base64url").toString()) as Record<string, unknown>;

let services: StartedServices;
let service: Iam;
let accounts: ReturnType<typeof clientOf>;

beforeAll(async () => {
  ({ services, service } = await startIam());
  accounts = clientOf(services);
});
afterAll(async () => {
  await services.close();
});

const create = async (accountId: string, fields: { displayName?: string; description?: string } = {}) =>
  (await accounts.create({ name: parent, requestBody: { accountId, serviceAccount: fields } })).data;

describe("service accounts", () => {
  it("creates an account and reads it back by e-mail and by unique id", async () => {
    const created = await create("first-one", { displayName: "First", description: "of its kind" });
    expect(created).toMatchObject({
      name: nameOf("first-one"),
      email: emailOf("first-one"),
      projectId: "cloud-runner-local",
      displayName: "First",
      description: "of its kind",
    });
    expect(created.uniqueId).toMatch(/^1[0-9]{20}$/);
    expect((await accounts.get({ name: nameOf("first-one") })).data).toEqual(created);
    expect((await accounts.get({ name: `${parent}/serviceAccounts/${created.uniqueId}` })).data).toEqual(
      created,
    );
    expect((await accounts.get({ name: `projects/-/serviceAccounts/${created.email}` })).data).toEqual(
      created,
    );
  });

  it("refuses a second account of the same id", async () => {
    await create("twice-made");
    await expect(create("twice-made")).rejects.toMatchObject({ status: 409 });
  });

  it.each(["short", "9starts-with-digit", "Upper-case", "ends-with-", "a".repeat(31), ""])(
    "refuses the account id %j",
    async (accountId) => {
      await expect(create(accountId)).rejects.toMatchObject({ status: 400 });
    },
  );

  it("counts the limits of texts in bytes", async () => {
    await create("long-name-fits", { displayName: "ä".repeat(50), description: "d".repeat(256) });
    await expect(create("long-name-not", { displayName: "ä".repeat(51) })).rejects.toMatchObject({
      status: 400,
    });
    await expect(create("long-text-not", { description: "d".repeat(257) })).rejects.toMatchObject({
      status: 400,
    });
  });

  it("answers 404 for a missing account, 403 when the project is left open or foreign", async () => {
    await expect(accounts.get({ name: nameOf("nobody-here") })).rejects.toMatchObject({ status: 404 });
    await expect(accounts.delete({ name: nameOf("nobody-here") })).rejects.toMatchObject({ status: 404 });
    const open = `projects/-/serviceAccounts/${emailOf("nobody-here")}`;
    await expect(accounts.get({ name: open })).rejects.toMatchObject({ status: 403 });
    await expect(accounts.list({ name: "projects/someone-else" })).rejects.toMatchObject({ status: 403 });
  });

  it("changes only what the mask names", async () => {
    await create("patched-one", { displayName: "Old", description: "kept" });
    const patch = (updateMask?: string) =>
      accounts.patch({
        name: nameOf("patched-one"),
        requestBody: {
          serviceAccount: { displayName: "New", description: "ignored" },
          ...(updateMask !== undefined && { updateMask }),
        },
      });
    expect((await patch("displayName")).data).toMatchObject({ displayName: "New", description: "kept" });
    await expect(patch("email")).rejects.toMatchObject({ status: 400 });
    await expect(patch()).rejects.toMatchObject({ status: 400 });
  });

  it("lists in pages", async () => {
    for (const id of ["page-aaa", "page-bbb", "page-ccc"]) await create(id);
    const seen: string[] = [];
    let pageToken: string | undefined;
    do {
      const { data } = await accounts.list({ name: parent, pageSize: 2, ...(pageToken && { pageToken }) });
      expect(data.accounts!.length).toBeLessThanOrEqual(2);
      seen.push(...data.accounts!.map(({ email }) => email!));
      pageToken = data.nextPageToken ?? undefined;
    } while (pageToken);
    expect(seen).toEqual(expect.arrayContaining(["page-aaa", "page-bbb", "page-ccc"].map(emailOf)));
    expect(new Set(seen).size).toBe(seen.length);
  });

  it("gives a recreated account a new identity that inherits no grant", async () => {
    const before = await create("made-again");
    await create("grant-target");
    const member = `serviceAccount:${emailOf("made-again")}`;
    const policy = { bindings: [{ role: "roles/iam.serviceAccountUser", members: [member] }] };
    await accounts.setIamPolicy({ resource: nameOf("grant-target"), requestBody: { policy } });
    await accounts.delete({ name: nameOf("made-again") });
    await expect(accounts.get({ name: nameOf("made-again") })).rejects.toMatchObject({ status: 404 });
    const after = await create("made-again");
    expect(after.uniqueId).not.toBe(before.uniqueId);
    const { data } = await accounts.getIamPolicy({ resource: nameOf("grant-target") });
    expect(data.bindings![0]!.members).toEqual([`deleted:${member}?uid=${before.uniqueId}`]);
  });

  it("restores a deleted account by its unique id", async () => {
    const created = await create("comes-back");
    await accounts.delete({ name: nameOf("comes-back") });
    const name = `${parent}/serviceAccounts/${created.uniqueId}`;
    const { data } = await accounts.undelete({ name, requestBody: {} });
    expect(data.restoredAccount).toEqual(created);
    expect((await accounts.get({ name: nameOf("comes-back") })).data).toEqual(created);
  });
});

describe("policies of service accounts", () => {
  it("follows read-modify-write by etag", async () => {
    await create("policy-holder");
    await create("policy-member");
    const resource = nameOf("policy-holder");
    const { data: empty } = await accounts.getIamPolicy({ resource });
    expect(empty.bindings ?? []).toEqual([]);
    const bindings = [
      {
        role: "roles/iam.serviceAccountTokenCreator",
        members: [`serviceAccount:${emailOf("policy-member")}`],
      },
    ];
    const set = (etag: string) =>
      accounts.setIamPolicy({ resource, requestBody: { policy: { version: 1, etag, bindings } } });
    const { data: stored } = await set(empty.etag!);
    expect(stored.bindings).toEqual(bindings);
    await expect(set(empty.etag!)).rejects.toMatchObject({ status: 409 });
  });

  it("refuses a member that does not exist, and knows Google's agents", async () => {
    await create("policy-guarded");
    const set = (email: string) =>
      accounts.setIamPolicy({
        resource: nameOf("policy-guarded"),
        requestBody: {
          policy: { bindings: [{ role: "roles/viewer", members: [`serviceAccount:${email}`] }] },
        },
      });
    await expect(set(emailOf("not-there-yet"))).rejects.toMatchObject({ status: 400 });
    for (const agent of Object.values(serviceAgents)) await set(agent);
  });

  it("answers which permissions the caller has", async () => {
    await create("policy-tested");
    const permissions = ["iam.serviceAccounts.actAs"];
    const { data } = await accounts.testIamPermissions({
      resource: nameOf("policy-tested"),
      requestBody: { permissions },
    });
    expect(data.permissions).toEqual(permissions);
  });
});

describe("ID tokens", () => {
  it("carry Google's claims and a signature that the published key verifies", async () => {
    const { uniqueId } = await create("token-holder");
    const email = emailOf("token-holder");
    const token = service.signIdToken({ email, audience: "https://receiver.example/path" });
    const [header, payload, signature] = token.split(".") as [string, string, string];
    const response = await fetch(`${services.httpUrl}/_local/oauth2/v3/certs`);
    const { keys } = (await response.json()) as { keys: (JsonWebKey & { kid: string })[] };
    const { alg, kid } = decoded(header);
    expect(alg).toBe("RS256");
    const jwk = keys.find((key) => key.kid === kid)!;
    const key = createPublicKey({ key: jwk, format: "jwk" });
    const signed = Buffer.from(`${header}.${payload}`);
    expect(verify("sha256", signed, key, Buffer.from(signature, "base64url"))).toBe(true);
    const claims = decoded(payload);
    expect(claims).toEqual({
      iss: "https://accounts.google.com",
      aud: "https://receiver.example/path",
      azp: uniqueId,
      sub: uniqueId,
      email,
      email_verified: true,
      iat: claims["iat"],
      exp: (claims["iat"] as number) + 3600,
    });
    expect(service.verifyIdToken(token)).toEqual(claims);
  });

  it("are refused when tampered with, expired or not tokens", async () => {
    await create("token-abused");
    const token = service.signIdToken({ email: emailOf("token-abused"), audience: "a" });
    const [header, payload, signature] = token.split(".") as [string, string, string];
    const forge = (claims: object) =>
      Buffer.from(JSON.stringify({ ...decoded(payload), ...claims })).toString("base64url");
    const none = Buffer.from(JSON.stringify({ ...decoded(header), alg: "none" })).toString("base64url");
    for (const bad of [
      `${header}.${forge({ email: "x@y" })}.${signature}`,
      `${none}.${payload}.`,
      `${none}.${payload}.${signature}`,
      `${header}.${payload}.AAAA`,
      `${header}.${payload}`,
      "null.null.null",
      "",
    ]) {
      expect(() => service.verifyIdToken(bad)).toThrow(
        expect.objectContaining({ status: "UNAUTHENTICATED" }),
      );
    }
    at.offsetMs = 3600_000;
    try {
      expect(() => service.verifyIdToken(token)).toThrow("has expired");
      const renewed = service.signIdToken({ email: emailOf("token-abused"), audience: "a" });
      expect(service.verifyIdToken(renewed).aud).toBe("a");
    } finally {
      at.offsetMs = 0;
    }
  });

  it("are not signed for an account that does not exist", () => {
    expect(() => service.signIdToken({ email: emailOf("nobody-here"), audience: "a" })).toThrow(
      expect.objectContaining({ status: "NOT_FOUND" }),
    );
  });

  it("stay valid over a restart of the same folder", async () => {
    const folder = await mkdtemp(join(tmpdir(), "iam-"));
    try {
      const first = await startIam(folder);
      const token = first.service.signIdToken({ email: serviceAgents.pubsub, audience: "a" });
      await first.services.close();
      const second = await startIam(folder);
      expect(second.service.verifyIdToken(token).email).toBe(serviceAgents.pubsub);
      await second.services.close();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
