// Signed addresses of Google's client against the local cloud: by an account of its own, and by one that it does not know.
import { Storage } from "@google-cloud/storage";
import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createIam } from "../../src/local/services/iam/iam.ts";
import { createStorage } from "../../src/local/services/storage/storage.ts";
import { asOwner } from "../support/as-owner.ts";
import { startServices, type StartedServices } from "../support/local-services.ts";

const projectId = "cloud-runner-local";
const known = `signer@${projectId}.iam.gserviceaccount.com`;
const minute = 60_000;

let local: StartedServices;
let storage: Storage;
let now = Date.now();

beforeAll(async () => {
  local = await startServices((context) => {
    const iam = createIam(context);
    const { signatureHolds } = iam;
    const withTime = { ...context, clock: { ...context.clock, now: () => now } };
    return [iam, createStorage(withTime, { publish: () => "1", topicExists: () => false, signatureHolds })];
  });
  await fetch(
    `${local.httpUrl}/v1/projects/${projectId}/serviceAccounts`,
    asOwner(local, {
      method: "POST",
      body: JSON.stringify({ accountId: "signer" }),
    }),
  );
  storage = as(known);
  await storage.createBucket("signed");
  await storage.bucket("signed").file("in/a 1.csv").save("ds,y", { resumable: false });
});
afterAll(() => local.close());

/** A client that holds a key of its own for the account. */
function as(client_email: string): Storage {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const private_key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  return new Storage({
    projectId,
    apiEndpoint: local.httpUrl,
    useAuthWithCustomEndpoint: false,
    credentials: { client_email, private_key },
  });
}

type Asked = { action: "read" | "write"; expires: number; contentType?: string };

async function signed(client: Storage, asked: Partial<Asked> = {}): Promise<string> {
  const file = client.bucket("signed").file("in/a 1.csv");
  const [url] = await file.getSignedUrl({
    version: "v4",
    action: "read",
    expires: now + 5 * minute,
    ...asked,
  });
  return url;
}

/** The same client, whose signatures the local cloud's IAM makes. */
function signingByIam(): Storage {
  const client = as(known);
  client.authClient.sign = async (text: string) => {
    const answer = await fetch(
      `${local.httpUrl}/v1/projects/-/serviceAccounts/${known}:signBlob`,
      asOwner(local, {
        method: "POST",
        body: JSON.stringify({ payload: Buffer.from(text).toString("base64") }),
      }),
    );
    return ((await answer.json()) as { signedBlob: string }).signedBlob;
  };
  return client;
}

it("lets who has the address read and write, until it expires", async () => {
  const client = signingByIam();
  const url = await signed(client);
  expect(await (await fetch(url)).text()).toBe("ds,y");
  const upload = await signed(client, { action: "write", contentType: "text/csv" });
  const put = await fetch(upload, { method: "PUT", body: "ds,y,z", headers: { "Content-Type": "text/csv" } });
  expect(put.status).toBe(200);
  expect(await (await fetch(url)).text()).toBe("ds,y,z");
  now += 6 * minute;
  const late = await fetch(url);
  expect([late.status, await late.text()]).toEqual([
    400,
    expect.stringContaining("<Code>ExpiredToken</Code>"),
  ]);
});

it("refuses another method, another object and another content type than what was signed", async () => {
  const client = signingByIam();
  const url = await signed(client);
  const upload = await signed(client, { action: "write", contentType: "text/csv" });
  const answers = [
    await fetch(url, { method: "DELETE" }),
    await fetch(url.replace("a%201", "b")),
    await fetch(`${url}&generation=1`),
    await fetch(upload, { method: "PUT", body: "x", headers: { "Content-Type": "text/html" } }),
  ];
  for (const answer of answers) {
    expect([answer.status, await answer.text()]).toEqual([
      403,
      expect.stringContaining("<Code>SignatureDoesNotMatch</Code>"),
    ]);
  }
});

it("refuses a signature in the name of an account of its own by a key that is not its own", async () => {
  expect((await fetch(await signed(as(known)))).status).toBe(403);
});

it("takes the signature of an account that it does not know, and checks the time", async () => {
  const url = await signed(as("somebody@elsewhere.iam.gserviceaccount.com"));
  expect((await fetch(url)).status).toBe(200);
  expect((await fetch(url.replace(/X-Goog-Expires=[0-9]+/, "X-Goog-Expires=604801"))).status).toBe(400);
  now -= 30 * minute;
  expect((await fetch(url)).status).toBe(403);
  now += 60 * minute;
  expect((await fetch(url)).status).toBe(400);
});

it("checks the time of addresses of the second version", async () => {
  const file = as(known).bucket("signed").file("in/a 1.csv");
  const [url] = await file.getSignedUrl({ version: "v2", action: "read", expires: now + minute });
  expect((await fetch(url)).status).toBe(200);
  now += 2 * minute;
  expect((await fetch(url)).status).toBe(400);
});
