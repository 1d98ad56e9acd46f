// Google-signed ID tokens of the local cloud: RS256 with one key that is made once and kept.
// https://cloud.google.com/docs/authentication/token-types#id
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  generateKeyPairSync,
  sign,
  verify,
  type JsonWebKey,
  type KeyObject,
} from "node:crypto";
import { promisify } from "node:util";
import type { Clock } from "../../../core/clock.ts";
import { parseMessage } from "../../message.ts";
import { StatusError } from "../../wire/status.ts";
import type { Store } from "../../state/store.ts";

export interface Claims {
  iss: string;
  aud: string;
  azp: string;
  /** Unique id of the account. */
  sub: string;
  email: string;
  email_verified: boolean;
  /** Seconds since the epoch. */
  iat: number;
  exp: number;
  /** Not in the tokens that are signed here; honoured where it stands. */
  nbf?: number;
}

const issuer = "https://accounts.google.com";
const lifetimeSeconds = 3600;
/** A token is handed out again while it is younger than this, so that a burst of pushes costs one signature. */
const reusedSeconds = 300;
/** Clocks of two machines may differ by as much. */
const clockSkewSeconds = 60;
const rsa = { modulusLength: 2048 } as const;

interface Key {
  id: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

export function openIdTokens(store: Store, clock: Clock) {
  const keys = store.collection<{ pem: string }>("signing_keys");
  const recent = new Map<string, { token: string; iat: number }>();
  let key: Key | undefined;

  function use(pem: string): Key {
    const privateKey = createPrivateKey(pem);
    const publicKey = createPublicKey(privateKey);
    const der = publicKey.export({ type: "spki", format: "der" });
    return { id: createHash("sha256").update(der).digest("hex").slice(0, 40), privateKey, publicKey };
  }

  function keep(privateKey: KeyObject): Key {
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    keys.put("current", { pem });
    return use(pem);
  }

  function currentKey(): Key {
    const kept = key ? undefined : keys.get("current");
    key ??= kept ? use(kept.pem) : keep(generateKeyPairSync("rsa", rsa).privateKey);
    return key;
  }

  const refuse = (why: string): StatusError => new StatusError("UNAUTHENTICATED", `The ID token ${why}.`);

  return {
    /** Makes the key in the background, so that neither the start nor the first token waits for it. */
    async prepare() {
      if (key || keys.get("current")) return;
      const made = await promisify(generateKeyPair)("rsa", rsa);
      // Whoever needed a token meanwhile has made a key already; that one stays.
      key ??= keep(made.privateKey);
    },
    sign({ email, uniqueId, audience }: { email: string; uniqueId: string; audience: string }): string {
      const now = Math.floor(clock.now() / 1000);
      const cacheKey = `${uniqueId} ${audience}`;
      const cached = recent.get(cacheKey);
      if (cached && now - cached.iat < reusedSeconds && now >= cached.iat) return cached.token;
      const { id, privateKey } = currentKey();
      const claims: Claims = {
        aud: audience,
        azp: uniqueId,
        email,
        email_verified: true,
        exp: now + lifetimeSeconds,
        iat: now,
        iss: issuer,
        sub: uniqueId,
      };
      const signed = `${encode({ alg: "RS256", kid: id, typ: "JWT" })}.${encode(claims)}`;
      const token = `${signed}.${sign("sha256", Buffer.from(signed), privateKey).toString("base64url")}`;
      if (recent.size > 1000) recent.clear();
      recent.set(cacheKey, { token, iat: now });
      return token;
    },
    /** @throws StatusError UNAUTHENTICATED when the token is not ours, not yet or no longer valid. */
    verify(token: string): Claims {
      const [header, payload, signature, ...rest] = token.split(".");
      if (!header || !payload || !signature || rest.length > 0) throw refuse("is no JSON Web Token");
      const { alg, kid } = (decode(header) ?? {}) as { alg?: string; kid?: string };
      const claims = decode(payload) as Claims | undefined;
      if (!claims || alg === undefined) throw refuse("cannot be read");
      if (alg !== "RS256") throw refuse(`is signed with ${alg} instead of RS256`);
      const { id, publicKey } = currentKey();
      if (kid !== id) throw refuse("is signed with an unknown key");
      const signed = Buffer.from(`${header}.${payload}`);
      if (!verify("sha256", signed, publicKey, Buffer.from(signature, "base64url"))) {
        throw refuse("has a wrong signature");
      }
      if (claims.iss !== issuer) throw refuse(`was issued by ${claims.iss}`);
      const now = clock.now() / 1000;
      if (!(now < claims.exp)) throw refuse("has expired");
      if (claims.iat > now + clockSkewSeconds || (claims.nbf ?? 0) > now + clockSkewSeconds) {
        throw refuse("is not valid yet");
      }
      if (typeof claims.aud !== "string") throw refuse("names no single audience");
      if (typeof claims.email !== "string" || claims.email_verified !== true) {
        throw refuse("names no verified account");
      }
      return claims;
    },
    /** Any bytes, as `signBlob` signs them. */
    signBytes: (bytes: Uint8Array): { keyId: string; signature: Buffer } => ({
      keyId: currentKey().id,
      signature: sign("sha256", bytes, currentKey().privateKey),
    }),
    /** Whether `signBytes` made the signature. */
    verifyBytes: (bytes: Uint8Array, signature: Uint8Array): boolean =>
      verify("sha256", bytes, currentKey().publicKey, signature),
    /** The public key, as `https://www.googleapis.com/oauth2/v3/certs` gives Google's. */
    certs(): { keys: JsonWebKey[] } {
      const { id, publicKey } = currentKey();
      return { keys: [{ ...publicKey.export({ format: "jwk" }), kid: id, use: "sig", alg: "RS256" }] };
    },
  };
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

const decode = (part: string) => parseMessage(Buffer.from(part, "base64url").toString());
