// Who may ask the console: whoever has its token, by a browser that shows the console's own page. Other users of the machine
// can reach the port, and every page in the browser can send requests to it; neither gets an answer.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { getPath } from "hono/utils/url";
import { CloudRunnerError } from "../../core/errors.ts";
import { enterPage, refusedPage } from "./small-pages.ts";

export interface Access {
  /** Stands in the address that the console prints. */
  token: string;
  /** What the browser has in its place, so that the token need not stay in any address. */
  session: string;
  /**
   * The folder of addresses that the page has. Browsers send cookies to every port of a host, also to that of a server which
   * another user of this machine has started there: this one is for a folder that no other server knows.
   */
  place: string;
}

export const newAccess = (): Access => ({ token: secret(32), session: secret(32), place: secret(16) });

const secret = (bytes: number): string => randomBytes(bytes).toString("base64url");

/** Of a request, without that folder: programs, which have the token, need none. */
export const pathIn =
  ({ place }: Access) =>
  (request: Request): string => {
    const path = getPath(request);
    return path.startsWith(`/${place}/`) ? path.slice(place.length + 1) : path;
  };

/** Each console has a name of its own, so that one does not sign out another. */
const cookieName = (port: number): string => `cloud-runner-console-${port}`;

/** A form or an image of another page cannot set it, and a script of one would have to ask first, which is refused. */
const ownHeader = "x-cloud-runner-console";

/** @param port that it listens on, which is known late */
export function guard(access: Access, port: () => number): MiddlewareHandler {
  return async (c, next) => {
    setHeaders((name, value) => c.header(name, value));
    const { method, path } = c.req;
    const hosts = [`127.0.0.1:${port()}`, `localhost:${port()}`];
    const host = c.req.header("host") ?? "";
    // A name that a stranger has pointed at this machine is not ours.
    if (!hosts.includes(host)) throw refused("host", `It is not called ${JSON.stringify(host)}.`);
    const origin = c.req.header("origin");
    if (origin !== undefined && origin !== `http://${host}`) throw refused("origin", "Another page asked.");
    const site = c.req.header("sec-fetch-site") ?? "none";
    const isOwnPage = site === "same-origin" || site === "none";
    const given = c.req.query("token");
    if (method === "GET" && path === "/" && given !== undefined) {
      if (!isSame(given, access.token)) return c.html(refusedPage, 401);
      // Sent with what the console's own page asks, and never with what another one does.
      const at = { path: `/${access.place}/`, httpOnly: true, sameSite: "Strict" } as const;
      setCookie(c, cookieName(port()), access.session, at);
      return c.html(enterPage(access.place));
    }
    if (!isAllowed((name) => c.req.header(name), getCookie(c, cookieName(port())))) {
      if (method === "GET" && !path.startsWith("/api/")) return c.html(refusedPage, 401);
      throw new CloudRunnerError("This console does not know you.", {
        code: "console.not-signed-in",
        details: ["Its address has a token, which the browser has not sent, or that of another console."],
        fix: "Open the address that `cloud-runner console` has printed.",
      });
    }
    const isRead = method === "GET" || method === "HEAD";
    if (path.startsWith("/api/") && (!isOwnPage || (!isRead && c.req.header(ownHeader) === undefined)))
      throw refused("origin", "Another page asked.");
    await next();
  };

  function isAllowed(header: (name: string) => string | undefined, cookie: string | undefined): boolean {
    const bearer = /^Bearer (.+)$/i.exec(header("authorization") ?? "")?.[1];
    // Programs have no cookies.
    if (bearer !== undefined) return isSame(bearer, access.token);
    return cookie !== undefined && isSame(cookie, access.session);
  }
}

/** In a time that says nothing of where they differ, nor of how long they are. */
function isSame(given: string, known: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(known));
}

const refused = (what: "host" | "origin", detail: string): CloudRunnerError =>
  new CloudRunnerError("The console answers to its own page only.", {
    code: `console.foreign-${what}`,
    details: [detail],
    fix: "Open the address that `cloud-runner console` has printed.",
  });

/** Nothing is run but the console's own script, nothing leaves for another place, and nothing is kept. */
function setHeaders(set: (name: string, value: string) => void): void {
  set(
    "content-security-policy",
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; " +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  set("x-content-type-options", "nosniff");
  set("x-frame-options", "DENY");
  set("referrer-policy", "no-referrer");
  set("cross-origin-opener-policy", "same-origin");
  set("cross-origin-resource-policy", "same-origin");
  set("cache-control", "no-store");
}
