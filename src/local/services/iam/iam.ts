// IAM: service accounts over REST, and the ID tokens that Google signs for them.
// https://cloud.google.com/iam/docs/reference/rest
import { invalid } from "../fields.ts";
import type { Context } from "hono";
import type { Policies } from "../../state/policies.ts";
import type { ServiceContext, LocalService } from "../../service.ts";
import { parseMessage, type Message } from "../../message.ts";
import { StatusError } from "../../wire/status.ts";
import { pageOf } from "../page.ts";
import { openIdTokens, type Claims } from "./id-tokens.ts";
import {
  accountResource,
  openServiceAccounts,
  type AccountFields,
  type ServiceAccount,
} from "./service-accounts.ts";

export interface Iam extends LocalService {
  /** Service accounts of the project and Google's own agents. */
  accountExists: (email: string) => boolean;
  /** @throws StatusError NOT_FOUND */
  uniqueId: (email: string) => string;
  /** @throws StatusError NOT_FOUND when there is no such account. */
  signIdToken: (request: { email: string; audience: string }) => string;
  /** @throws StatusError UNAUTHENTICATED */
  verifyIdToken: (token: string) => Claims;
  /** Whether the account signed the text by `signBlob`; undefined where it is no account of the local cloud. */
  signatureHolds: (account: string, text: string, signature: Uint8Array) => boolean | undefined;
}

export function createIam(context: ServiceContext): Iam {
  const { clock, policies, projects, store } = context;
  const accounts = openServiceAccounts(context);
  const tokens = openIdTokens(store, clock);
  policies.useAccounts((email) => accounts.exists(email));
  let preparing: Promise<void> | undefined;

  /** The id of the project that the path names by id or number. */
  function projectOf(given: string): string {
    const project = projects.find(given);
    if (project) return project.id;
    throw new StatusError(
      "PERMISSION_DENIED",
      `Permission denied on project ${given} (or it may not exist).`,
    );
  }

  /** The account that the path names; `-` for the project hides what is missing behind a 403. */
  function accountOf(projectId: string, name: string): ServiceAccount {
    const account = accounts.find(name);
    if (account && (projectId === "-" || account.projectId === projectId)) return account;
    throw projectId === "-"
      ? new StatusError(
          "PERMISSION_DENIED",
          `Permission 'iam.serviceAccounts.get' denied on resource (or it may not exist).`,
        )
      : new StatusError("NOT_FOUND", "Unknown service account");
  }

  function change(account: ServiceAccount, fields: AccountFields, paths: string[]): ServiceAccount {
    for (const path of paths) {
      if (!["displayName", "display_name", "description", "etag"].includes(path)) {
        throw invalid(`Service accounts have no field ${path} that can be updated.`);
      }
    }
    const has = (path: string) => paths.includes(path);
    return accounts.update(account, {
      ...((has("displayName") || has("display_name")) && { displayName: fields.displayName ?? "" }),
      ...(has("description") && { description: fields.description ?? "" }),
    });
  }

  function act(verb: string, projectId: string, name: string, body: Message): unknown {
    // A deleted account is found by its unique id alone.
    if (verb === "undelete") return { restoredAccount: accounts.undelete(name) };
    const account = accountOf(projectId, name);
    const resource = accountResource(account);
    switch (verb) {
      case "getIamPolicy":
        return policies.get(resource);
      case "setIamPolicy":
        return policies.set(resource, (body["policy"] ?? {}) as Parameters<Policies["set"]>[1]);
      case "testIamPermissions":
        return { permissions: body["permissions"] ?? [] };
      case "enable":
      case "disable":
        accounts.setDisabled(account, verb === "disable");
        return {};
      // https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateIdToken
      case "generateIdToken": {
        const { audience } = body;
        if (typeof audience !== "string" || audience === "") throw invalid("The audience is required.");
        return {
          token: tokens.sign({ email: account.email, audience, uniqueId: accounts.uniqueId(account.email) }),
        };
      }
      // https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/signBlob
      case "signBlob": {
        const { payload } = body;
        if (typeof payload !== "string" || payload === "")
          throw invalid("The payload is required, in base64.");
        const { keyId, signature } = tokens.signBytes(Buffer.from(payload, "base64"));
        return { keyId, signedBlob: signature.toString("base64") };
      }
      default:
        throw new StatusError("UNIMPLEMENTED", `The local cloud does not emulate serviceAccounts:${verb}.`);
    }
  }

  return {
    accountExists: (email) => accounts.exists(email),
    uniqueId: (email) => accounts.uniqueId(email),
    signIdToken: ({ email, audience }) =>
      tokens.sign({ email, audience, uniqueId: accounts.uniqueId(email) }),
    verifyIdToken: (token) => tokens.verify(token),
    signatureHolds: (account, text, signature) =>
      accounts.exists(account) ? tokens.verifyBytes(Buffer.from(text), signature) : undefined,

    start() {
      preparing = tokens
        .prepare()
        .catch((error: unknown) => context.report(`The signing key could not be made: ${String(error)}`));
    },
    close: () => preparing,

    openRoutes: (app) => void app.get("/_local/oauth2/v3/certs", (request) => request.json(tokens.certs())),

    routes(app) {
      const collection = "/v1/projects/:project/serviceAccounts";
      app.get(collection, (request) => {
        const projectId = projectOf(request.req.param("project"));
        const { pageSize, pageToken = "" } = request.req.query();
        const size = Number(pageSize ?? 0);
        if (!Number.isInteger(size)) throw invalid("pageSize is not valid.");
        const asked = { pageSize: size, pageToken };
        const limits = { default: 20, maximum: 100 };
        const page = pageOf("accounts", accounts.list(projectId), asked, (account) => account, limits);
        // What is empty is left out.
        return request.json(
          Object.fromEntries(
            Object.entries(page).filter(([, value]) => (value as string | unknown[]).length > 0),
          ),
        );
      });
      app.post(collection, async (request) => {
        const projectId = projectOf(request.req.param("project"));
        const body = await bodyOf(request);
        return request.json(
          accounts.create(projectId, body["accountId"], (body["serviceAccount"] ?? {}) as AccountFields),
        );
      });

      const one = `${collection}/:account`;
      const target = (request: Context): [string, string] => {
        const given = request.req.param("project")!;
        return [given === "-" ? given : projectOf(given), request.req.param("account")!];
      };
      app.get(one, (request) => {
        const account = accountOf(...target(request));
        // Google shows a new account only after some seconds.
        if (!accounts.exists(account.email)) {
          throw new StatusError("NOT_FOUND", "Unknown service account");
        }
        return request.json(account);
      });
      app.delete(one, (request) => {
        accounts.delete(accountOf(...target(request)));
        return request.json({});
      });
      app.patch(one, async (request) => {
        const account = accountOf(...target(request));
        const body = await bodyOf(request);
        const mask = typeof body["updateMask"] === "string" ? body["updateMask"] : "";
        if (mask === "") throw invalid("The update mask names no field.");
        const fields = (body["serviceAccount"] ?? {}) as AccountFields;
        return request.json(change(account, fields, mask.split(",")));
      });
      app.put(one, async (request) => {
        const account = accountOf(...target(request));
        return request.json(change(account, await bodyOf(request), ["displayName"]));
      });
      app.post(one, async (request) => {
        const [projectId, path] = target(request);
        const [, name = "", verb = ""] = /^(.*):([A-Za-z]+)$/.exec(path) ?? [];
        return request.json(act(verb, projectId, name, await bodyOf(request)) as Message);
      });
    },
  };
}

async function bodyOf(request: Context): Promise<Message> {
  const body = parseMessage(await request.req.text());
  if (!body) throw invalid("Invalid JSON payload received.");
  return body;
}
