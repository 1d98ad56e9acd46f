// Holds the container images. https://cloud.google.com/artifact-registry/docs/reference/rest/v1/projects.locations.repositories
import { hasStatus } from "../google/cloud-error.ts";
import { call, type CloudContext } from "../engine/context.ts";
import { enumName, plainMap } from "../engine/normalise.ts";
import { finished } from "../google/operation.ts";
import { carriesOwner, changed, labelChanges, type Resource } from "../engine/resource.ts";

export interface ArtifactRepositorySpec {
  project: string;
  region: string;
  repository: string;
  description: string;
  labels: Record<string, string>;
}

export interface ArtifactRepositoryLive {
  name: string;
  format: string;
  description: string;
  labels: Record<string, string>;
}

const formats: Readonly<Record<number, string>> = { 1: "DOCKER" };
const deadlineMs = 5 * 60_000;

export const artifactRepository: Resource<ArtifactRepositorySpec, ArtifactRepositoryLive> = {
  kind: "artifactregistry.repository",
  name: (spec) => `projects/${spec.project}/locations/${spec.region}/repositories/${spec.repository}`,

  async read(ctx, spec) {
    const client = await ctx.clients.artifactRegistry();
    const name = artifactRepository.name(spec);
    try {
      const [found] = await call(ctx, "artifactregistry.GetRepository", name, () =>
        client.getRepository({ name }),
      );
      return {
        name,
        format: enumName(found.format, formats) ?? "OTHER",
        description: found.description ?? "",
        labels: plainMap(found.labels),
      };
    } catch (error) {
      if (hasStatus(error, "NOT_FOUND")) return undefined;
      throw error;
    }
  },

  diff: (spec, live) => [
    ...changed("format", live.format, "DOCKER", "forbidden"),
    ...changed("description", live.description, spec.description),
    ...labelChanges(spec.labels, live.labels),
  ],

  async create(ctx, spec) {
    const client = await ctx.clients.artifactRegistry();
    const { project, region, repository: repositoryId, description, labels } = spec;
    const name = artifactRepository.name(spec);
    await call(ctx, "artifactregistry.CreateRepository", name, async () => {
      const [operation] = await client.createRepository({
        parent: `projects/${project}/locations/${region}`,
        repositoryId,
        repository: { format: "DOCKER", description, labels },
      });
      await finished(ctx, { reason: "the image repository", deadlineMs }, operation);
    });
    return { name, format: "DOCKER", description, labels };
  },

  async update(ctx, spec, live, changes) {
    const client = await ctx.clients.artifactRegistry();
    const labels = { ...live.labels, ...spec.labels };
    const paths = [...new Set(changes.map((change) => change.path.split(".")[0]!))];
    await call(ctx, "artifactregistry.UpdateRepository", live.name, () =>
      client.updateRepository({
        repository: { name: live.name, description: spec.description, labels },
        updateMask: { paths },
      }),
    );
    return { ...live, description: spec.description, labels };
  },

  delete: (ctx, live) => remove(ctx, live.name),
  owned: (spec, live) => carriesOwner(spec.labels, live.labels),
};

async function remove(ctx: CloudContext, name: string): Promise<void> {
  const client = await ctx.clients.artifactRegistry();
  try {
    await call(ctx, "artifactregistry.DeleteRepository", name, async () => {
      const [operation] = await client.deleteRepository({ name });
      await finished(ctx, { reason: "the image repository to be deleted", deadlineMs }, operation);
    });
  } catch (error) {
    if (!hasStatus(error, "NOT_FOUND")) throw error;
  }
}
