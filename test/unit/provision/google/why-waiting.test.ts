import { expect, it } from "vitest";
import { cloudErrorFrom } from "../../../../src/provision/google/cloud-error.ts";
import { isUnreachable, whyWaiting } from "../../../../src/provision/google/why-waiting.ts";

const errorOf = (error: object) =>
  cloudErrorFrom(error, {
    method: "storage.objects.get",
    resource: "gs://b/o",
    project: "p",
    unavailableFix: "Check the network connection.",
  });

it.each([
  [
    { code: "ENOTFOUND", message: "getaddrinfo ENOTFOUND storage.googleapis.com" },
    "DNS does not find storage.googleapis.com",
    true,
  ],
  [
    { code: 14, message: "14 UNAVAILABLE: Name resolution failed for target dns:run.googleapis.com:443" },
    "DNS does not find run.googleapis.com",
    true,
  ],
  [
    { code: "EHOSTUNREACH", message: "connect EHOSTUNREACH 142.250.1.1:443" },
    "there is no way to it from this machine",
    true,
  ],
  [
    { code: 14, message: "No connection established. Last error: Error: connect ECONNREFUSED 127.0.0.1:1" },
    "it refuses the connection",
    false,
  ],
  [{ code: "ECONNRESET", message: "socket hang up" }, "the connection broke off", false],
  [
    { code: 429, message: "Too many", errors: [{ reason: "rateLimitExceeded" }] },
    "more is asked than it answers at once (429)",
    false,
  ],
  [{ code: 503, message: "Service Unavailable" }, "it is overloaded (503)", false],
  [{ code: 4, message: "4 DEADLINE_EXCEEDED: Deadline exceeded" }, "no answer came in time", false],
])("says why to wait: %j", (error, why, unreachable) => {
  const found = errorOf(error);
  expect(whyWaiting(found)).toBe(why);
  expect(isUnreachable(found)).toBe(unreachable);
  expect(found).toMatchObject({ retryable: true });
});

it.each([
  { code: "SELF_SIGNED_CERT_IN_CHAIN", message: "self-signed certificate in certificate chain" },
  { code: 14, message: "14 UNAVAILABLE: Last error: Error: unable to get local issuer certificate" },
  { code: "CERT_HAS_EXPIRED", message: "certificate has expired" },
])("waits for no certificate to become trusted: %j", (error) => {
  expect(errorOf(error)).toMatchObject({
    code: "cloud.untrusted-certificate",
    retryable: false,
    fix: expect.stringContaining("NODE_EXTRA_CA_CERTS"),
  });
});
