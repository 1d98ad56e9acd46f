// The local cloud over TLS: its certificate, its files, and that it comes back at the same port.
import { X509Certificate } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { request } from "node:https";
import { dirname } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { startLocalCloud, type LocalCloud } from "../../src/local/cloud.ts";
import { isValid, makeIdentity } from "../../src/local/wire/tls/certificate.ts";
import type { TlsAddress } from "../../src/local/wire/tls/tls-port.ts";
import { asOwner } from "../support/as-owner.ts";
import { startWholeCloud, type WholeCloud } from "../support/whole-cloud.ts";

let cloud: WholeCloud;
let address: TlsAddress;

const open = async ({ httpUrl, secret }: LocalCloud): Promise<TlsAddress> =>
  (await (
    await fetch(
      `${httpUrl}/_local/tls`,
      asOwner({ secret }, { method: "PUT", headers: { connection: "close" } }),
    )
  ).json()) as TlsAddress;

beforeAll(async () => {
  cloud = await startWholeCloud();
  address = await open(cloud);
});
afterAll(() => cloud.close());

/** Asks with the certificate checked, as gsutil does. */
async function ask(host: string, port: number, headers: Record<string, string> = {}): Promise<number> {
  const ca = await readFile(address.certificate);
  return new Promise((resolve, reject) => {
    const path = "/storage/v1/b?project=cloud-runner-local";
    request({ host, servername: "localhost", port, path, ca, headers }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    })
      .on("error", reject)
      .end();
  });
}

test("answers on a port of its own, which the certificate names by address and by name", async () => {
  expect(address.port).not.toBe(cloud.httpPort);
  expect(await ask("127.0.0.1", address.port)).toBe(200);
  const certificate = new X509Certificate(await readFile(address.certificate));
  expect(certificate.checkIP("127.0.0.1")).toBe("127.0.0.1");
  expect(certificate.checkHost("localhost")).toBe("localhost");
  expect(certificate.checkHost("storage.googleapis.com")).toBeUndefined();
  expect(certificate.verify(certificate.publicKey)).toBe(true);
});

test("refuses foreign names over TLS too", async () => {
  expect(await ask("127.0.0.1", address.port, { host: "evil.example" })).toBe(403);
  expect(await ask("127.0.0.1", address.port, { origin: "https://evil.example" })).toBe(403);
});

test("asked again, it is the same port and the same certificate", async () => {
  const before = await readFile(address.certificate, "utf8");
  expect(await open(cloud)).toEqual(address);
  expect(await readFile(address.certificate, "utf8")).toBe(before);
});

test("key, certificate and configuration are for nobody else to read", async () => {
  for (const file of [address.certificate, address.botoConfig, `${dirname(address.certificate)}/key.pem`]) {
    expect(((await stat(file)).mode & 0o777).toString(8)).toBe("600");
  }
});

test("comes back at the same port after a restart, without being asked", async () => {
  const other = await startWholeCloud();
  const { port } = await open(other);
  await other.stop();
  const again = await startLocalCloud({
    folder: other.folder,
    imageDir: other.folder,
    buildId: "test",
    pid: process.pid,
    clock: systemClock,
    report: () => {},
  });
  expect((await open(again)).port).toBe(port);
  await again.close();
  await other.close();
});

test("an identity is made anew before it ends", () => {
  const day = 24 * 3600 * 1000;
  const made = makeIdentity(0);
  expect([0, 700, 824, 826, 2000].map((days) => isValid(made, days * day))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
