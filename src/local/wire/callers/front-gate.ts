// Who gets no answer over HTTP at all: web pages, of whatever origin, and other users of this machine.
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { isFrontDoor } from "../front-door-path.ts";
import type { ControlPlane } from "./control-plane.ts";
import type { createPeerCheck } from "./peer-user.ts";

/** A name that a web page elsewhere could not have made the browser use: stops DNS rebinding. */
const loopbackHost = /^(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?$/;

/** What gcloud makes of `run.localhost` and a region. Names below localhost are nobody else's (RFC 6761). */
const regionalHost = /^([a-z]+-[a-z]+[0-9]+-)?run\.localhost(:[0-9]+)?$/;

/** Health and the public keys of ID tokens tell nobody anything. */
const openPaths = /^\/_local\/(health|oauth2\/v3\/certs)$/;

/** Cloud Run's front door asks for ID tokens. */
const isOpenToOthers = (path: string): boolean => isFrontDoor(path) || openPaths.test(path);

interface Options {
  control: ControlPlane;
  isForeign: ReturnType<typeof createPeerCheck>;
}

/** The listener behind the gate. */
export function frontGate({ control, isForeign }: Options, listener: RequestListener): RequestListener {
  function refusal({ headers, url = "", socket }: IncomingMessage): string | undefined {
    const ofPage = pageRefusal(headers);
    if (ofPage !== undefined) return ofPage;
    if (isOpenToOthers(pathOf(url)) || control.isOwner(headers.authorization) || !isForeign(socket))
      return undefined;
    return "This local cloud belongs to another user of this machine. `cloud-runner up` gives you one of your own.";
  }
  return (request, response) => {
    const refused = refusal(request);
    if (refused !== undefined) {
      response.writeHead(403, { "content-type": "text/plain; charset=utf-8" }).end(`${refused}\n`);
      return;
    }
    // The answers of a container are its own.
    if (!isFrontDoor(pathOf(request.url))) neverAPage(request, response);
    listener(request, response);
  };
}

/** Browsers say which site a request is from, also where they send no origin, as for an image. */
function pageRefusal({
  host = "",
  origin,
  "sec-fetch-site": site,
}: IncomingMessage["headers"]): string | undefined {
  if (!loopbackHost.test(host) && !regionalHost.test(host))
    return "The local cloud answers only on a loopback address.";
  const isOwnOrigin = origin === undefined || [`http://${host}`, `https://${host}`].includes(origin);
  if (isOwnOrigin && (site === undefined || site === "same-origin" || site === "none")) return undefined;
  return "The local cloud refuses requests of other origins.";
}

/** What somebody stored must not run as a page of this origin. */
function neverAPage({ headers, url = "" }: IncomingMessage, response: ServerResponse): void {
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("Content-Security-Policy", "sandbox");
  const isNavigation = headers["sec-fetch-mode"] === "navigate";
  if (isNavigation && !url.startsWith("/_local/")) response.setHeader("Content-Disposition", "attachment");
}

/** As the services see it, who take `/run/../storage` for `/storage`. */
export function pathOf(url = ""): string {
  try {
    return new URL(`http://localhost${url}`).pathname;
  } catch {
    return "";
  }
}
