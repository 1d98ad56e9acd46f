// Who calls a service, and whether it may. https://cloud.google.com/run/docs/authenticating/service-to-service
import type { IncomingHttpHeaders } from "node:http";
import type { Claims } from "../../iam/id-tokens.ts";
import type { Policies } from "../../../state/policies.ts";

/** Throws when the token is none of ours, or no longer valid. */
export type VerifyIdToken = (token: string) => Pick<Claims, "aud" | "email">;

export interface Refused {
  status: 401 | 403;
  /** For the request log. */
  reason: string;
  challenge?: string;
}

export interface Admitted {
  /** The header that held the token, and its value without the signature: what the container gets to see. */
  header?: { name: string; value: string };
}

interface Door {
  policies: Policies;
  /** Full names under which the policies of the service and of its project are kept. */
  policyNames: string[];
  /** Whether the service lets everybody in. */
  isOpen: boolean;
  /** Addresses of the service; a token may also name a path below one. */
  uris: string[];
  customAudiences: string[];
  verifyIdToken: VerifyIdToken;
}

/** Roles with the permission run.routes.invoke. */
const invokers = [
  "roles/run.invoker",
  "roles/run.servicesInvoker",
  "roles/run.developer",
  "roles/run.admin",
  "roles/editor",
  "roles/owner",
];

export function checkCaller(headers: IncomingHttpHeaders, door: Door): Admitted | Refused {
  const { policies, policyNames } = door;
  const holds = (member: string) =>
    invokers.some((role) => policyNames.some((resource) => policies.grants(resource, role, member)));
  const isOpen = door.isOpen || holds("allUsers");
  // The second header lets an app use Authorization for itself.
  const name =
    headers["x-serverless-authorization"] === undefined ? "authorization" : "x-serverless-authorization";
  const value = headers[name];
  const token = typeof value === "string" ? /^bearer\s+(\S+)$/i.exec(value)?.[1] : undefined;
  if (token === undefined) {
    if (isOpen) return {};
    return {
      status: 403,
      reason:
        "The request was not authenticated. Either allow unauthenticated invocations or set the proper Authorization header. Read more at https://cloud.google.com/run/docs/securing/authenticating",
    };
  }
  const unverified: Refused = {
    status: 401,
    reason:
      "The request was not authorized to invoke this service. Read more at https://cloud.google.com/run/docs/securing/authenticating",
    challenge: 'Bearer error="invalid_token" error_description="The access token could not be verified"',
  };
  let claims: ReturnType<VerifyIdToken>;
  try {
    claims = door.verifyIdToken(token);
  } catch {
    return isOpen ? {} : unverified;
  }
  const header = { name, value: `Bearer ${withoutSignature(token)}` };
  if (isOpen) return { header };
  const isMeant =
    door.customAudiences.includes(claims.aud) ||
    door.uris.some((uri) => claims.aud === uri || claims.aud.startsWith(`${uri}/`));
  if (!isMeant) return unverified;
  const members = [`serviceAccount:${claims.email}`, `user:${claims.email}`, "allAuthenticatedUsers"];
  if (members.some(holds)) return { header };
  return {
    status: 403,
    reason:
      "The request was authenticated but lacks the permission run.routes.invoke. Grant roles/run.invoker to the caller. Read more at https://cloud.google.com/run/docs/securing/authenticating",
    challenge: 'Bearer error="insufficient_scope"',
  };
}

const withoutSignature = (token: string): string =>
  token.replace(/^([^.]*\.[^.]*)\..*$/, "$1.SIGNATURE_REMOVED_BY_GOOGLE");
