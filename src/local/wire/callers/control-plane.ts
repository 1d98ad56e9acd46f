// Who may change the local cloud itself, or make code run on this machine: who knows the secret that lies in its owner's
// files alone. Data (objects, messages, log entries) needs no credentials, as with Google's own emulators.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { StatusError } from "../status.ts";

/** New at each start, so that none that was copied with a folder is worth anything. */
export const newSecret = (): string => randomBytes(32).toString("base64url");

export type ControlPlane = ReturnType<typeof createControlPlane>;

/** What clients without credentials may call, by the beginning of `SERVICE/METHOD`. */
const dataMethods =
  /^google\.(pubsub\.v1\.|logging\.v2\.|monitoring\.v3\.\w+\/(Get|List)|iam\.v1\.IAMPolicy\/TestIamPermissions$)/;

/** Health and the public keys of ID tokens tell nobody anything. */
export const openPaths = /^\/_local\/(health|oauth2\/v3\/certs)$/;

/** Of what no gRPC service answers. Anything else is Cloud Storage, or the front door of Cloud Run, which has its own lock. */
const controlPaths = /^\/(_local|apis|v[0-9]+(beta[0-9]+)?|cloudbuild)\/|^(\/storage\/v1)?\/b\/[^/]+\/iam$/;

export function createControlPlane(secret: string) {
  const expected = digest(`Bearer ${secret}`);

  // Of equal length, and compared in a time that tells nothing.
  const isOwner = (authorization: string | undefined): boolean =>
    authorization !== undefined && timingSafeEqual(digest(authorization), expected);

  function check(authorization: string | undefined): void {
    if (isOwner(authorization)) return;
    throw new StatusError(
      "UNAUTHENTICATED",
      `The local cloud does this only for its owner, who sends its secret as the access token${authorization === undefined ? "" : ", and the one that was sent is another"}. Run: eval "$(cloud-runner outputs --env)"`,
    );
  }

  return {
    /** Whether the header `Authorization` carries the secret. */
    isOwner,
    /** @throws StatusError unless the method works on data, or the owner calls. */
    checkMethod(method: string, authorization: string | undefined): void {
      if (!dataMethods.test(method)) check(authorization);
    },
    /** The same for a path that is not the REST form of a gRPC method. */
    checkPath(path: string, authorization: string | undefined): void {
      if (controlPaths.test(path) && !openPaths.test(path)) check(authorization);
    },
  };
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
