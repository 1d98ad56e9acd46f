// Where images are kept. https://cloud.google.com/artifact-registry/docs/reference/rest/v1/projects.locations.repositories.packages.tags/get
import { isServiceDisabled } from "../google/cloud-error.ts";
import { call, unlessNotFound, type CloudContext } from "../engine/context.ts";
import type { Names } from "../../core/names.ts";

export interface ImageRegistry {
  /** As docker names it, without tag and digest. */
  image: string;
  /** Key of the credentials in docker's configuration. */
  host: string;
  /** User and password for the push; undefined where none are needed. */
  credentials(): Promise<{ user: string; password: string } | undefined>;
  /** Digest of the image that carries the tag. */
  find(tag: string): Promise<string | undefined>;
}

const packageName = "cloud-runner";

export const imageName = ({ project, region, repository }: Names): string =>
  `${region}-docker.pkg.dev/${project}/${repository}/${packageName}`;

export function artifactRegistry(ctx: CloudContext): ImageRegistry {
  const { project, region, repository } = ctx.names;
  const image = imageName(ctx.names);
  return {
    image,
    host: `${region}-docker.pkg.dev`,
    credentials: async () => ({ user: "oauth2accesstoken", password: await ctx.clients.accessToken() }),
    async find(tag) {
      const client = await ctx.clients.artifactRegistry();
      const parent = `projects/${project}/locations/${region}/repositories/${repository}`;
      const name = `${parent}/packages/${packageName}/tags/${tag}`;
      // No tag, no package, no repository, or not even the API: nothing was pushed.
      const found = await unlessNotFound(
        call(ctx, "artifactregistry.GetTag", name, () => client.getTag({ name })),
      ).catch((error: unknown) => {
        if (isServiceDisabled(error)) return undefined;
        throw error;
      });
      return /sha256:[0-9a-f]{64}$/.exec(found?.[0].version ?? "")?.[0];
    },
  };
}
