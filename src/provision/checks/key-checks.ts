// Whether the customer's keys are there, and Google's accounts may use them. Cloud KMS is only read, by plain requests: two
// answers are too little for a client of its own. https://cloud.google.com/kms/docs/reference/rest/v1/projects.locations.keyRings.cryptoKeys
import { CloudError } from "../../core/errors.ts";
import { call, type CloudContext } from "../engine/context.ts";
import { hasGrant, policyVersion, type Policy } from "../google/iam-policy.ts";
import { keyArguments, partsOf, type KeyUse } from "./encryption-keys.ts";
import { failed, notApplicable, ok, once, warning, type Check, type Result } from "./finding.ts";

const role = "roles/cloudkms.cryptoKeyEncrypterDecrypter";

interface CryptoKey {
  purpose?: string;
  primary?: { name?: string; state?: string };
}

export function keyChecks(
  ctx: CloudContext,
  uses: readonly KeyUse[],
  projectNumber: () => Promise<string>,
): Check[] {
  const { look } = ctx.clients;
  const ask = async <T>(method: string, name: string, verb = ""): Promise<T> =>
    (await call(ctx, `cloudkms.${method}`, name, () =>
      look!(`https://cloudkms.googleapis.com/v1/${name}${verb}`),
    )) as T;
  const policyOf = (name: string) =>
    ask<Policy>("GetIamPolicy", name, `:getIamPolicy?options.requestedPolicyVersion=${policyVersion}`);
  const isHere = look !== undefined;
  const unused = notApplicable("the local cloud keeps the key's name, and encrypts nothing");

  const keys = [...new Set(uses.map(({ key }) => key))];
  const policies = new Map(
    keys.map((key) => {
      const { project } = partsOf(key);
      const ring = key.slice(0, key.indexOf("/cryptoKeys/"));
      return [
        key,
        once(() =>
          Promise.all([
            policyOf(key),
            policyOf(ring).catch(() => undefined),
            projectPolicy(ctx, project).catch(() => undefined),
          ]),
        ),
      ];
    }),
  );
  return [
    ...keys.map(
      (key): Check => ({
        id: `key.${partsOf(key).name}`,
        title: `key ${partsOf(key).name}`,
        run: async () =>
          isHere
            ? await ask<CryptoKey>("GetCryptoKey", key).then((found) => keyResult(key, found), unseen(key))
            : unused,
      }),
    ),
    ...uses.map(
      (use): Check => ({
        id: `keys.${use.id}`,
        title: `${use.service} may use the key`,
        async run() {
          if (!isHere) return unused;
          const number = await projectNumber();
          return policies.get(use.key)!().then(
            (found) => keyGrantResult(use, { project: ctx.project, number }, found),
            unseen(use.key),
          );
        },
      }),
    ),
  ];
}

/** Who deploys need not be who keeps the keys, so that a key that may not be read is no fault yet. */
const unseen =
  (key: string) =>
  (error: unknown): Result => {
    if (!(error instanceof CloudError)) throw error;
    if (error.status === "NOT_FOUND") {
      return failed(
        "there is no such key",
        `gcloud kms keys create ${keyArguments(key)} --purpose=encryption`,
      );
    }
    return warning(
      `not known: ${error.details.find((line) => line.startsWith("Answer: ")) ?? error.message}`,
      `gcloud kms keys get-iam-policy ${keyArguments(key)} shows it to those who may see the key.`,
    );
  };

/** Pure. */
function keyResult(key: string, { purpose, primary }: CryptoKey): Result {
  if (purpose !== "ENCRYPT_DECRYPT") {
    return failed(
      `its purpose is ${purpose}, not to encrypt and decrypt`,
      'Name a key that was made with --purpose=encryption as "encryptionKey" in cloud-runner.json.',
    );
  }
  if (primary?.state === "ENABLED") return ok("enabled");
  const version = primary?.name?.split("/").at(-1);
  const { project, location, ring, name } = partsOf(key);
  const of = `--key=${name} --keyring=${ring} --location=${location} --project=${project}`;
  return failed(
    `its primary version is ${primary?.state ?? "absent"}: nothing can be read, written or started`,
    version === undefined
      ? `gcloud kms keys versions create --primary ${of}`
      : `gcloud kms keys versions enable ${version} ${of}`,
  );
}

/**
 * Pure. A role on the key's ring or project reaches the key as well.
 * @param policies of the key, its ring and its project; undefined for what may not be read
 */
function keyGrantResult(
  { service, key, agent, createAgent }: KeyUse,
  { project, number }: { project: string; number: string },
  policies: readonly (Policy | undefined)[],
): Result {
  const member = `serviceAccount:${agent(number)}`;
  if (policies.some((policy) => policy !== undefined && hasGrant(policy, { role, member }))) return ok(role);
  const grant = `gcloud kms keys add-iam-policy-binding ${keyArguments(key)} --member=${member} --role=${role}`;
  const detail = `${agent(number)} lacks ${role} on the key: ${service} refuses to make anything with it`;
  const fix = `${createAgent(project)} && ${grant}`;
  if (!policies.includes(undefined)) return failed(detail, fix);
  return warning(`${detail}, unless it has the role on the key's ring or project, which cannot be seen`, fix);
}

async function projectPolicy(ctx: CloudContext, project: string): Promise<Policy> {
  const client = await ctx.clients.projects();
  const options = { requestedPolicyVersion: policyVersion };
  const [policy] = await client.getIamPolicy(
    { resource: `projects/${project}`, options },
    { timeout: 8000, retry: null },
  );
  return policy as Policy;
}
