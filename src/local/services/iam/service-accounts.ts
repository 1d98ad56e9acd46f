// Service accounts.
// https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts
import { invalid } from "../fields.ts";
import { createHash, randomInt } from "node:crypto";
import type { ServiceContext } from "../../service.ts";
import { StatusError } from "../../wire/status.ts";
import { isServiceAgent } from "../agents.ts";

export interface ServiceAccount {
  name: string;
  projectId: string;
  uniqueId: string;
  email: string;
  displayName?: string;
  description?: string;
  etag: string;
  oauth2ClientId: string;
  disabled?: boolean;
}

export interface AccountFields {
  displayName?: unknown;
  description?: unknown;
}

const accountIdForm = /^[a-z][-a-z0-9]{4,28}[a-z0-9]$/;
export const accountResource = ({ projectId, email }: ServiceAccount): string =>
  `//iam.googleapis.com/projects/${projectId}/serviceAccounts/${email}`;

export function openServiceAccounts({ store, policies, chaos, projects }: ServiceContext) {
  const accounts = store.collection<ServiceAccount>("service_accounts");
  const deleted = store.collection<ServiceAccount>("deleted_service_accounts");

  const put = (account: ServiceAccount): ServiceAccount => {
    accounts.put(account.email, account);
    return account;
  };
  const find = (account: string): ServiceAccount | undefined =>
    /^[0-9]+$/.test(account)
      ? accounts.list().find(({ value }) => value.uniqueId === account)?.value
      : accounts.get(account);
  const member = (email: string) => `serviceAccount:${email}`;
  const deletedMember = ({ email, uniqueId }: ServiceAccount) =>
    `deleted:serviceAccount:${email}?uid=${uniqueId}`;

  return {
    /** By e-mail or by unique id. */
    find,
    create(projectId: string, accountId: unknown, fields: AccountFields): ServiceAccount {
      if (typeof accountId !== "string" || !accountIdForm.test(accountId)) {
        throw invalid(
          `The account ID ${JSON.stringify(accountId ?? "")} does not have a length between 6 and 30, or does not match ${accountIdForm.source}.`,
        );
      }
      const email = `${accountId}@${projectId}.iam.gserviceaccount.com`;
      if (accounts.get(email)) {
        throw new StatusError(
          "ALREADY_EXISTS",
          `Service account ${accountId} already exists within project projects/${projectId}.`,
        );
      }
      const uniqueId = newUniqueId();
      chaos.made(`account ${email}`);
      return put({
        name: `projects/${projectId}/serviceAccounts/${email}`,
        projectId,
        uniqueId,
        email,
        ...checked(fields),
        etag: newEtag(),
        oauth2ClientId: uniqueId,
      });
    },
    /** Those of the project, in e-mail order. */
    list: (projectId: string): ServiceAccount[] =>
      accounts.list().flatMap(({ value }) => (value.projectId === projectId ? [value] : [])),
    update: (account: ServiceAccount, fields: AccountFields): ServiceAccount =>
      put({ ...account, ...checked(fields), etag: newEtag() }),
    setDisabled(account: ServiceAccount, disabled: boolean) {
      const { disabled: _, ...rest } = account;
      put({ ...rest, ...(disabled && { disabled }), etag: newEtag() });
    },
    delete(account: ServiceAccount) {
      store.transaction(() => {
        accounts.delete(account.email);
        deleted.put(account.uniqueId, account);
        policies.replaceMember(member(account.email), deletedMember(account));
        policies.remove(accountResource(account));
      });
    },
    /** @throws StatusError NOT_FOUND when no deleted account had that unique id. */
    undelete(uniqueId: string): ServiceAccount {
      const account = deleted.get(uniqueId);
      if (!account) throw new StatusError("NOT_FOUND", `No deleted service account has the id ${uniqueId}.`);
      if (accounts.get(account.email)) {
        throw new StatusError(
          "FAILED_PRECONDITION",
          `Another service account is called ${account.email} now.`,
        );
      }
      store.transaction(() => {
        deleted.delete(uniqueId);
        put(account);
        policies.replaceMember(deletedMember(account), member(account.email));
      });
      return account;
    },
    exists: (email: string): boolean =>
      isServiceAgent(projects, email) ||
      (accounts.get(email) !== undefined && chaos.isVisible(`account ${email}`)),
    uniqueId(email: string): string {
      const uniqueId = isServiceAgent(projects, email) ? agentUniqueId(email) : accounts.get(email)?.uniqueId;
      if (uniqueId === undefined) throw new StatusError("NOT_FOUND", "Unknown service account");
      return uniqueId;
    },
  };
}

/** Limits are in bytes of UTF-8. */
function checked({ displayName, description }: AccountFields): {
  displayName?: string;
  description?: string;
} {
  const text = (name: string, value: unknown, limit: number): string | undefined => {
    if (value === undefined || value === null) return undefined;
    if (typeof value !== "string" || Buffer.byteLength(value) > limit) {
      throw invalid(`${name} must be a text of at most ${limit} bytes.`);
    }
    return value;
  };
  const name = text("displayName", displayName, 100);
  const about = text("description", description, 256);
  return {
    ...(name !== undefined && { displayName: name }),
    ...(about !== undefined && { description: about }),
  };
}

/** 21 digits, as Google's are. */
function newUniqueId(): string {
  const digits = () => String(randomInt(1e10)).padStart(10, "0");
  return `1${digits()}${digits()}`;
}

function agentUniqueId(email: string): string {
  const hash = createHash("sha256").update(email).digest();
  return `1${String(hash.readUIntBE(0, 4)).padStart(10, "0")}${String(hash.readUIntBE(4, 4)).padStart(10, "0")}`;
}

const newEtag = (): string => Buffer.from(String(randomInt(1e10))).toString("base64");
