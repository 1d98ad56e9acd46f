// Who the credentials stand for, as far as they say.
import type { AuthClient } from "google-auth-library";

export interface Caller {
  /** Undefined when the credentials do not say. */
  email: string | undefined;
  /** The project whose quota a call counts against; its APIs must be enabled as well. */
  quotaProject: string | undefined;
}

interface Identified {
  /** Of a service account key. */
  email?: unknown;
  getTokenInfo?(token: string): Promise<{ email?: string }>;
}

/** Asks for an access token, so that it rejects when the credentials no longer work. */
export async function callerOf(client: AuthClient): Promise<Caller> {
  const { token } = await client.getAccessToken();
  const { email } = client as Identified;
  return {
    email: typeof email === "string" && email !== "" ? email : await emailOf(client as Identified, token),
    quotaProject: client.quotaProjectId,
  };
}

/** https://developers.google.com/identity/sign-in/web/backend-auth: has the address when the login asked for it. */
async function emailOf(client: Identified, token: string | null | undefined): Promise<string | undefined> {
  if (!token || client.getTokenInfo === undefined) return undefined;
  return client.getTokenInfo(token).then(
    (info) => info.email,
    () => undefined,
  );
}

/** `user:EMAIL` or `serviceAccount:EMAIL`, for a command that grants a role. */
export function memberOf({ email }: Pick<Caller, "email">): string {
  if (email === undefined) return "user:YOU";
  return `${email.endsWith(".gserviceaccount.com") ? "serviceAccount" : "user"}:${email}`;
}
