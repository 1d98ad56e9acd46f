// A certificate for this machine's loopback addresses that signs itself: Node makes keys, but no certificates.
// https://www.rfc-editor.org/rfc/rfc5280#section-4
import { createHash, generateKeyPairSync, randomBytes, sign, X509Certificate } from "node:crypto";
import { bits, der, integer, objectId, octets, sequence, set, time, utf8, yes } from "./der.ts";

export interface Identity {
  /** Both in PEM. */
  key: string;
  certificate: string;
}

const dayMs = 24 * 3600 * 1000;
/** What clients take at most. https://support.apple.com/en-us/103769 */
const validDays = 825;

const ecdsaWithSha256 = sequence(objectId("1.2.840.10045.4.3.2"));

const extension = (id: string, content: Uint8Array, isCritical = false): Buffer =>
  sequence(objectId(id), ...(isCritical ? [yes] : []), octets(content));

/**
 * @param now milliseconds since the epoch
 * @param host that it is for, beside 127.0.0.1
 */
export function makeIdentity(now: number, host = "localhost"): Identity {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = publicKey.export({ type: "spki", format: "der" });
  const name = sequence(set(sequence(objectId("2.5.4.3"), utf8("cloud-runner local cloud"))));
  const loopback = sequence(der(0x82, Buffer.from(host)), der(0x87, Buffer.from([127, 0, 0, 1])));
  const extensions = sequence(
    // It is its own authority, for itself alone.
    extension("2.5.29.19", sequence(yes, integer(Buffer.from([0]))), true),
    extension("2.5.29.15", bits(Buffer.from([0x84]), 2), true),
    extension("2.5.29.37", sequence(objectId("1.3.6.1.5.5.7.3.1"))),
    extension("2.5.29.17", loopback),
    extension("2.5.29.14", octets(createHash("sha1").update(spki).digest())),
  );
  const serial = Buffer.concat([Buffer.from([0x01]), randomBytes(15)]);
  const toBeSigned = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(serial),
    ecdsaWithSha256,
    name,
    sequence(time(now - dayMs), time(now + validDays * dayMs)),
    name,
    spki,
    der(0xa3, extensions),
  );
  const signature = sign("sha256", toBeSigned, { key: privateKey, dsaEncoding: "der" });
  const raw = sequence(toBeSigned, ecdsaWithSha256, bits(signature));
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    certificate: new X509Certificate(raw).toString(),
  };
}

/** Whether it can still be used for a day. */
export function isValid({ certificate }: Identity, now: number): boolean {
  try {
    return new X509Certificate(certificate).validToDate.getTime() > now + dayMs;
  } catch {
    return false;
  }
}
