import { describe, expect, it } from "vitest";
import { keyUses } from "../../../../src/provision/checks/encryption-keys.ts";
import { runChecks } from "../../../../src/provision/checks/finding.ts";
import { keyChecks } from "../../../../src/provision/checks/key-checks.ts";
import { virtualClock } from "../../cli/support.ts";
import { config, context } from "../support.ts";

const key = "projects/keys/locations/us-central1/keyRings/ring/cryptoKeys/own";
const role = "roles/cloudkms.cryptoKeyEncrypterDecrypter";
const agents = ["gs-project-accounts", "gcp-sa-artifactregistry", "gcp-sa-pubsub", "serverless-robot-prod"];
const members = agents.map((domain) => `serviceAccount:service-42@${domain}.iam.gserviceaccount.com`);
const enabled = {
  purpose: "ENCRYPT_DECRYPT",
  primary: { name: `${key}/cryptoKeyVersions/3`, state: "ENABLED" },
};
const refused = (status: number, name: string) => () =>
  Promise.reject(
    Object.assign(new Error(name), {
      response: { status, data: { error: { status: name, message: "No." } } },
    }),
  );

interface Answers {
  key?: () => Promise<unknown>;
  policy?: () => Promise<unknown>;
  ring?: () => Promise<unknown>;
  project?: () => Promise<unknown>;
}

/** Cloud KMS, and what is asked of it. */
function look({
  key: ofKey = async () => enabled,
  policy = async () => ({ bindings: [{ role, members }] }),
  ring = async () => ({}),
  project = async () => [{}],
}: Answers) {
  const asked: string[] = [];
  const kms = (url: string) => {
    asked.push(url.replace("https://cloudkms.googleapis.com/v1/", ""));
    if (!url.includes(":getIamPolicy")) return ofKey();
    return url.includes("/cryptoKeys/") ? policy() : ring();
  };
  const ctx = context({ look: kms, projects: async () => ({ getIamPolicy: project }) });
  const checks = keyChecks(ctx, keyUses(config({ encryptionKey: key })), async () => "42");
  const limits = { clock: virtualClock(), limitMs: 12_000, signal: new AbortController().signal };
  return { asked, findings: runChecks(checks, limits) };
}
const outcomes = async (answers: Answers) => (await look(answers).findings).map(({ outcome }) => outcome);

describe("a key of the customer's", () => {
  it("is right when it is enabled and all of Google's accounts may use it; each policy is read once", async () => {
    const { asked, findings } = look({});
    expect((await findings).map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      "key.own ok",
      "keys.storage ok",
      "keys.artifactregistry ok",
      "keys.pubsub ok",
      "keys.run ok",
    ]);
    expect(asked).toHaveLength(3);
  });

  it("may be given to them on its ring or its project", async () => {
    const none = async () => ({});
    const all = { bindings: [{ role, members }] };
    expect(new Set(await outcomes({ policy: none, ring: async () => all }))).toEqual(new Set(["ok"]));
    expect(new Set(await outcomes({ policy: none, project: async () => [all] }))).toEqual(new Set(["ok"]));
  });

  it("names the account without the role, and the commands that make it and let it", async () => {
    const policy = async () => ({
      bindings: [{ role, members: members.filter((each) => !/artifact/.test(each)) }],
    });
    const [wrong, ...others] = (await look({ policy }).findings).filter(({ outcome }) => outcome !== "ok");
    expect(others).toEqual([]);
    expect(wrong).toMatchObject({
      id: "keys.artifactregistry",
      outcome: "failed",
      detail: expect.stringContaining(
        `service-42@gcp-sa-artifactregistry.iam.gserviceaccount.com lacks ${role}`,
      ) as string,
      fix:
        "gcloud beta services identity create --service=artifactregistry.googleapis.com --project=cloud-runner-local && " +
        "gcloud kms keys add-iam-policy-binding own --keyring=ring --location=us-central1 --project=keys " +
        `--member=serviceAccount:service-42@gcp-sa-artifactregistry.iam.gserviceaccount.com --role=${role}`,
    });
    // Who may not see the ring cannot know.
    expect(await outcomes({ policy, ring: refused(403, "PERMISSION_DENIED") })).toContain("warning");
  });

  it.each([
    ["absent", refused(404, "NOT_FOUND"), "failed", "gcloud kms keys create own --keyring=ring"],
    ["hidden", refused(403, "PERMISSION_DENIED"), "warning", "gcloud kms keys get-iam-policy own"],
    [
      "disabled",
      async () => ({ ...enabled, primary: { ...enabled.primary, state: "DISABLED" } }),
      "failed",
      "gcloud kms keys versions enable 3 --key=own",
    ],
    ["for signing", async () => ({ purpose: "ASYMMETRIC_SIGN" }), "failed", "--purpose=encryption"],
  ])("that is %s is told so", async (_title, answer, outcome, fix) => {
    const findings = await look({ key: answer }).findings;
    expect(findings[0]).toMatchObject({ outcome, fix: expect.stringContaining(fix) as string });
  });

  it("is not looked at on the local cloud, which encrypts nothing", async () => {
    const checks = keyChecks(
      context({ look: undefined }),
      keyUses(config({ encryptionKey: key })),
      async () => "42",
    );
    const results = await Promise.all(checks.map((check) => check.run()));
    expect(results).toMatchObject(Array(5).fill({ outcome: "notApplicable" }));
  });
});
