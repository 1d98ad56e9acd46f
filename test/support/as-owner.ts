// Requests to a local cloud as its owner sends them: with its secret as the access token, and JSON said to be JSON.
import type { ClientOptions } from "@grpc/grpc-js";
import { OAuth2Client } from "google-auth-library";

type Owned = { secret: string };

/** For `fetch`. */
export function asOwner({ secret }: Owned, request: RequestInit = {}): RequestInit {
  const headers = new Headers(request.headers);
  headers.set("authorization", `Bearer ${secret}`);
  if (request.body !== undefined && !headers.has("content-type")) {
    headers.set("content-type", "application/json");
  }
  return { ...request, headers };
}

/** For Google's clients of REST. That of Storage takes it with `useAuthWithCustomEndpoint` alone. */
export function ownerAuth({ secret }: Owned): OAuth2Client {
  const client = new OAuth2Client();
  client.setCredentials({ access_token: secret, expiry_date: Number.MAX_SAFE_INTEGER });
  return client;
}

/** For Google's generated clients, which send no credentials without TLS. */
export const ownersCalls = ({ secret }: Owned) => ({
  "grpc.callInvocationTransformer": ((call) => {
    call.metadata.set("authorization", `Bearer ${secret}`);
    return call;
  }) satisfies ClientOptions["callInvocationTransformer"],
});
