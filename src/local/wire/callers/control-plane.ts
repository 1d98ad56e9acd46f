// Who may change the local cloud itself, or make code run on this machine: who knows the secret that lies in its owner's
// files alone. Data (objects, messages, log entries) needs no credentials, as with Google's own emulators: each service
// says which of its methods and routes work on data alone, and all others are the owner's. A container has a token of its own for
// the few methods that services let it call as its service account.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { settingBy } from "../../../core/shell-quote.ts";
import { StatusError } from "../status.ts";

/** New at each start, so that none that was copied with a folder is worth anything. */
export const newSecret = (): string => randomBytes(32).toString("base64url");

export type ControlPlane = ReturnType<typeof createControlPlane>;

export function createControlPlane(secret: string) {
  const expected = digest(`Bearer ${secret}`);
  const tokens = new Map<string, string>();
  const accounts = new Map<string, string>();

  function tokenFor(account: string): string {
    const known = tokens.get(account);
    if (known !== undefined) return known;
    const token = newSecret();
    tokens.set(account, token);
    accounts.set(digest(`Bearer ${token}`).toString("hex"), account);
    return token;
  }

  /** The service account of the container that sends this header; undefined for anybody else. */
  const accountOf = (authorization: string | undefined): string | undefined =>
    authorization === undefined ? undefined : accounts.get(digest(authorization).toString("hex"));

  // Of equal length, and compared in a time that tells nothing.
  const isOwner = (authorization: string | undefined): boolean =>
    authorization !== undefined && timingSafeEqual(digest(authorization), expected);

  return {
    /** Whether the header `Authorization` carries the secret. */
    isOwner,
    /** The token of the containers of an account, good for this run of the local cloud. */
    tokenFor,
    accountOf,
    /** @throws StatusError unless the owner calls */
    check(authorization: string | undefined): void {
      if (isOwner(authorization)) return;
      throw new StatusError(
        "UNAUTHENTICATED",
        `The local cloud does this only for its owner, who sends its secret as the access token${authorization === undefined ? "" : ", and the one that was sent is another"}. Run: ${settingBy("cloud-runner outputs --env")}`,
      );
    },
  };
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
