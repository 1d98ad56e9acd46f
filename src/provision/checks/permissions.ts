// What whoever runs this tool must be allowed to do, by the role that brings it.
// https://cloud.google.com/iam/docs/permissions-reference
import type { Config } from "../../core/config.ts";
import { failed, ok, type Result } from "./finding.ts";

export interface PermissionGroup {
  id: string;
  title: string;
  /** The narrowest predefined role that holds all of them. */
  role: string;
  permissions: readonly string[];
}

const each = (prefix: string, ...verbs: string[]) => verbs.map((verb) => `${prefix}.${verb}`);
const managed = ["create", "get", "update", "delete", "list"];
const policy = ["getIamPolicy", "setIamPolicy"];

/** `up`, `deploy`, `predict`, `logs`, `status`, `dlq` and `down` need these; nothing more is ever asked for. */
const permissionGroups: readonly PermissionGroup[] = [
  {
    id: "project",
    title: "may see the project",
    role: "roles/browser",
    permissions: ["resourcemanager.projects.get"],
  },
  {
    id: "services",
    title: "may enable APIs",
    role: "roles/serviceusage.serviceUsageAdmin",
    permissions: each("serviceusage.services", "list", "enable", "use"),
  },
  {
    id: "registry",
    title: "may keep and push images",
    role: "roles/artifactregistry.admin",
    permissions: [
      ...each("artifactregistry.repositories", ...managed, "uploadArtifacts", "downloadArtifacts"),
      // What is built already is found by its tag.
      "artifactregistry.tags.get",
    ],
  },
  {
    id: "storage",
    title: "may manage buckets and objects",
    role: "roles/storage.admin",
    permissions: [
      ...each("storage.buckets", ...managed, ...policy),
      ...each("storage.objects", "create", "get", "list", "delete"),
    ],
  },
  {
    id: "accounts",
    title: "may manage service accounts",
    role: "roles/iam.serviceAccountAdmin",
    permissions: each("iam.serviceAccounts", ...managed),
  },
  {
    id: "act-as",
    title: "may let services act as an account",
    role: "roles/iam.serviceAccountUser",
    permissions: ["iam.serviceAccounts.actAs"],
  },
  {
    id: "pubsub",
    title: "may manage topics and subscriptions",
    role: "roles/pubsub.admin",
    permissions: [
      ...each("pubsub.topics", ...managed, ...policy, "attachSubscription", "publish"),
      ...each("pubsub.subscriptions", ...managed, ...policy, "consume"),
    ],
  },
  {
    id: "run",
    title: "may manage Cloud Run services",
    role: "roles/run.admin",
    permissions: [
      ...each("run.services", ...managed, ...policy),
      ...each("run.revisions", "get", "list"),
      "run.operations.get",
    ],
  },
  {
    id: "logging",
    title: "may read logs",
    role: "roles/logging.viewer",
    permissions: ["logging.logEntries.list"],
  },
  {
    id: "monitoring",
    title: "may read metrics",
    role: "roles/monitoring.viewer",
    permissions: ["monitoring.timeSeries.list"],
  },
];

/** Where Cloud Build makes the image, and an account for it is given its three rights. */
const buildGroups: readonly PermissionGroup[] = [
  {
    id: "builds",
    title: "may have images built",
    role: "roles/cloudbuild.builds.editor",
    permissions: each("cloudbuild.builds", "create", "get"),
  },
  {
    id: "project-policy",
    title: "may grant roles on the project",
    role: "roles/resourcemanager.projectIamAdmin",
    permissions: each("resourcemanager.projects", ...policy),
  },
  {
    id: "registry-policy",
    title: "may grant roles on the image repository",
    role: "roles/artifactregistry.admin",
    permissions: each("artifactregistry.repositories", ...policy),
  },
];

export const permissionGroupsFor = ({ builder }: Pick<Config, "builder">): readonly PermissionGroup[] =>
  builder === "cloud-build" ? [...permissionGroups, ...buildGroups] : permissionGroups;

export interface PermissionAnswer {
  granted: ReadonlySet<string>;
  /** What the project refuses to test, since the permission applies to other kinds of resources only. */
  untestable: readonly string[];
}

/** Pure: what one group's answer means. */
export function permissionResult(
  { role, permissions }: PermissionGroup,
  { granted, untestable }: PermissionAnswer,
  { project, member }: { project: string; member: string },
): Result {
  const missing = permissions.filter(
    (permission) => !granted.has(permission) && !untestable.includes(permission),
  );
  if (missing.length > 0) {
    return failed(
      `missing ${missing.join(", ")}`,
      `gcloud projects add-iam-policy-binding ${project} --member=${member} --role=${role}`,
    );
  }
  const tested = permissions.length - untestable.length;
  const untold = untestable.length === 0 ? "" : `; the project cannot tell about ${untestable.join(", ")}`;
  return ok(`${tested} ${tested === 1 ? "permission" : "permissions"}${untold}`);
}
