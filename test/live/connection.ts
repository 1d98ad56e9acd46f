// Asks Google's APIs, or a local cloud in their place, and keeps each answer as it came.
import { GoogleAuth } from "google-auth-library";
import type { Answer, Live } from "./row.ts";

const timeoutMs = 60_000;

async function send(
  method: string,
  url: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers,
    redirect: "manual",
    signal: AbortSignal.timeout(timeoutMs),
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // A page of the front door, or nothing.
  }
  const isObject = typeof parsed === "object" && parsed !== null;
  return { status: response.status, text, body: isObject ? (parsed as Record<string, unknown>) : {} };
}

/** @param local where a local cloud is; undefined asks Google with the credentials of this machine */
export function connection(
  local: { httpUrl: string; secret: string } | undefined,
): Pick<Live, "ask" | "fetch"> {
  const auth = new GoogleAuth({ scopes: "https://www.googleapis.com/auth/cloud-platform" });
  return {
    async ask(api, method, path, { body, headers = {} } = {}) {
      const type = typeof body === "string" ? "text/plain" : "application/json";
      const token = local === undefined ? await auth.getAccessToken() : local.secret;
      const all = { authorization: `Bearer ${token}`, "content-type": type, ...headers };
      return send(method, `${local?.httpUrl ?? `https://${api}.googleapis.com`}${path}`, all, body);
    },
    fetch: (method, url, headers = {}) => send(method, url, headers),
  };
}
