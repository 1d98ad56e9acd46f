// One member of one role, as Terraform's provider writes it: a resource of another type for each kind of policy.
import type { Settled } from "../engine/unknown.ts";
import type { IamMemberSpec } from "../resources/iam-member.ts";
import { block, type Attribute } from "./hcl.ts";
import type { Exported } from "./exported.ts";
import type { References } from "./references.ts";

interface PolicyOf {
  /** Of the full name of what the policy belongs to, its parts. */
  pattern: RegExp;
  type: string;
  /** How the provider is told what it belongs to. */
  owner: (references: References, fullName: string, parts: readonly string[]) => Attribute[];
}

const policies: readonly PolicyOf[] = [
  {
    pattern: /^buckets\/(.+)$/,
    type: "google_storage_bucket_iam_member",
    owner: (references, name, [bucket]) => [["bucket", references.attribute(name, "name", bucket!)]],
  },
  {
    pattern: /^projects\/[^/]+\/topics\/.+$/,
    type: "google_pubsub_topic_iam_member",
    owner: (references, name) => [["topic", references.attribute(name, "id", name)]],
  },
  {
    // By its id alone: with a project beside it the provider puts the two together.
    pattern: /^projects\/[^/]+\/subscriptions\/.+$/,
    type: "google_pubsub_subscription_iam_member",
    owner: (references, name) => [["subscription", references.attribute(name, "id", name)]],
  },
  {
    pattern: /^projects\/[^/]+\/locations\/([^/]+)\/services\/(.+)$/,
    type: "google_cloud_run_v2_service_iam_member",
    owner: (references, name, [region, service]) => [
      ["location", references.attribute(name, "location", region!)],
      ["name", references.attribute(name, "name", service!)],
    ],
  },
  {
    pattern: /^projects\/[^/]+\/locations\/([^/]+)\/jobs\/(.+)$/,
    type: "google_cloud_run_v2_job_iam_member",
    owner: (references, name, [region, job]) => [
      ["location", references.attribute(name, "location", region!)],
      ["name", references.attribute(name, "name", job!)],
    ],
  },
  {
    pattern: /^projects\/[^/]+\/locations\/([^/]+)\/repositories\/(.+)$/,
    type: "google_artifact_registry_repository_iam_member",
    owner: (references, name, [region, repository]) => [
      ["location", references.attribute(name, "location", region!)],
      ["repository", references.attribute(name, "name", repository!)],
    ],
  },
  {
    pattern: /^projects\/[^/]+\/serviceAccounts\/.+$/,
    type: "google_service_account_iam_member",
    owner: (references, name) => [["service_account_id", references.attribute(name, "name", name)]],
  },
  {
    pattern: /^projects\/([^/]+)$/,
    type: "google_project_iam_member",
    owner: (references, _name, [project]) => [["project", references.to(project!)]],
  },
];

/** @throws Error for a policy of a kind that the table does not know */
export function exportedMember(spec: Settled<IamMemberSpec>, references: References): Exported {
  const { resource, role, member, condition, agentOf: _madeByGoogle, ...others } = spec;
  others satisfies Record<string, never>;
  for (const { pattern, type, owner } of policies) {
    const parts = pattern.exec(resource);
    if (parts === null) continue;
    return {
      type,
      id: `${resource.replace(/^buckets\//, "b/").replace(/^projects\/([^/]+)$/, "$1")} ${role} ${member}${condition ? ` ${condition.title}` : ""}`,
      body: [
        ...owner(references, resource, parts.slice(1)),
        ["role", role],
        ["member", references.to(member)],
        condition &&
          block("condition", [
            ["title", condition.title],
            ["expression", condition.expression],
          ]),
      ],
    };
  }
  throw new Error(`no resource of Terraform is known for the policy of ${resource}`);
}
