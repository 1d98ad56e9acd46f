// Holds the container images. https://cloud.google.com/artifact-registry/docs/reference/rest/v1/projects.locations.repositories
import { call, unlessNotFound } from "../engine/context.ts";
import { labelChanges, namesOfOurs, ownedByLabels } from "../engine/labels.ts";
import { managing, need } from "../engine/needs.ts";
import { enumName, maskOf, plainMap } from "../engine/normalise.ts";
import { operate } from "../google/operation.ts";
import { registryAdmin } from "../google/roles.ts";
import { changed, type Removable } from "../engine/resource.ts";

export interface ArtifactRepositorySpec {
  project: string;
  region: string;
  repository: string;
  description: string;
  /** Full name of the key that images are encrypted with; by default Google's own. It is chosen for good. */
  encryptionKey?: string | undefined;
  labels: Record<string, string>;
}

export interface ArtifactRepositoryLive {
  name: string;
  format: string;
  description: string;
  encryptionKey: string | undefined;
  /** Ids of the policies that delete images: none of them knows which image a revision needs. */
  deletions: readonly string[];
  labels: Record<string, string>;
}

const formats: Readonly<Record<number, string>> = { 1: "DOCKER" };
const actions: Readonly<Record<number, string>> = { 1: "DELETE", 2: "KEEP" };
const deadlineMs = 5 * 60_000;

export const artifactRepository: Removable<ArtifactRepositorySpec, ArtifactRepositoryLive> = {
  kind: "artifactregistry.repository",
  purpose: "container images",
  needs: [need("artifactregistry", registryAdmin, managing("artifactregistry.repositories"))],
  fields: {
    compared: ["format", "kmsKeyName", "description", "labels", "cleanupPolicies"],
    ignored: {
      name: "identifies it",
      mode: "is chosen when it is made",
      dockerConfig: "only keeps tags where they are",
      mavenConfig: "is of another format",
      remoteRepositoryConfig: "is of another mode",
      virtualRepositoryConfig: "is of another mode",
      cleanupPolicyDryRun: "only keeps policies from deleting",
      vulnerabilityScanningConfig: "follows Container Scanning, which its owner switches on for the project",
      disallowUnspecifiedMode: "is for requests",
    },
  },
  name: (spec) => `projects/${spec.project}/locations/${spec.region}/repositories/${spec.repository}`,

  async list(ctx) {
    const client = await ctx.clients.artifactRegistry();
    const parent = `projects/${ctx.project}/locations/${ctx.region}`;
    const [repositories] = await call(ctx, "artifactregistry.ListRepositories", parent, () =>
      client.listRepositories({ parent }),
    );
    return namesOfOurs(ctx, repositories);
  },

  async read(ctx, spec) {
    const client = await ctx.clients.artifactRegistry();
    const name = artifactRepository.name(spec);
    const found = await unlessNotFound(
      call(ctx, "artifactregistry.GetRepository", name, () => client.getRepository({ name })),
    );
    if (found === undefined) return undefined;
    const [{ format, description, kmsKeyName, labels, cleanupPolicies }] = found;
    return {
      name,
      format: enumName(format, formats) ?? "OTHER",
      description: description ?? "",
      encryptionKey: kmsKeyName || undefined,
      deletions: Object.entries(cleanupPolicies ?? {}).flatMap(([id, { action }]) =>
        enumName(action, actions) === "DELETE" ? [id] : [],
      ),
      labels: plainMap(labels),
    };
  },

  diff: (spec, live) => [
    ...changed("format", live.format, "DOCKER", "forbidden"),
    ...changed("kmsKeyName", live.encryptionKey, spec.encryptionKey, "forbidden"),
    ...changed("description", live.description, spec.description),
    ...changed("cleanupPolicies", live.deletions, []),
    ...labelChanges(spec.labels, live.labels),
  ],

  async create(ctx, spec) {
    const client = await ctx.clients.artifactRegistry();
    const { project, region, repository: repositoryId, description, encryptionKey, labels } = spec;
    const name = artifactRepository.name(spec);
    const wait = { reason: "the image repository", deadlineMs };
    await operate(ctx, "artifactregistry.CreateRepository", name, wait, () =>
      client.createRepository({
        parent: `projects/${project}/locations/${region}`,
        repositoryId,
        repository: {
          format: "DOCKER",
          description,
          ...(encryptionKey !== undefined && { kmsKeyName: encryptionKey }),
          labels,
        },
      }),
    );
    return { name, format: "DOCKER", description, encryptionKey, deletions: [], labels };
  },

  async update(ctx, spec, live, changes) {
    const client = await ctx.clients.artifactRegistry();
    const labels = { ...live.labels, ...spec.labels };
    await call(ctx, "artifactregistry.UpdateRepository", live.name, () =>
      client.updateRepository({
        repository: { name: live.name, description: spec.description, labels },
        // What is named in the mask and not in the repository is cleared.
        updateMask: { paths: maskOf(changes) },
      }),
    );
    return { ...live, description: spec.description, deletions: [], labels };
  },

  async delete(ctx, { name }) {
    const client = await ctx.clients.artifactRegistry();
    const wait = { reason: "the image repository to be deleted", deadlineMs };
    await unlessNotFound(
      operate(ctx, "artifactregistry.DeleteRepository", name, wait, () => client.deleteRepository({ name })),
    );
  },

  owned: ownedByLabels,
};
