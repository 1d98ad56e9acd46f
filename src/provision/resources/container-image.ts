// The container image, built and pushed when the registry does not have its content yet.
import type { CloudContext } from "../engine/context.ts";
import type { DockerEngine } from "../image/docker-engine.ts";
import type { ImageContent } from "../image/image-content.ts";
import { buildInCloud } from "../image/cloud-build.ts";
import { artifactRegistry, type ImageRegistry } from "../image/image-registry.ts";
import { findImage, publishImage } from "../image/publish-image.ts";
import { each, need } from "../engine/needs.ts";
import type { Kept } from "../engine/resource.ts";
import { registryAdmin } from "../google/roles.ts";

/** What the image is made of, and with what. */
export interface ImageSource {
  content: ImageContent;
  /**
   * Docker on this machine; Cloud Build does it when absent.
   * @throws PreconditionError when there is no docker to build with.
   */
  engine?: () => Promise<DockerEngine>;
  /** Where it goes; the stack's own repository when absent. */
  registry?: (ctx: CloudContext) => ImageRegistry;
}

export interface ContainerImageSpec {
  source: ImageSource;
  /** With its tag. */
  image: string;
  /** Full name of the repository. */
  repository: string;
  /** Whether Cloud Build builds it. */
  inCloud: boolean;
}

export interface ContainerImageLive {
  /** By digest, as it is deployed. */
  image: string;
}

const registryOf = (ctx: CloudContext, { registry = artifactRegistry }: ImageSource) => registry(ctx);

export const containerImage: Kept<ContainerImageSpec, ContainerImageLive> = {
  kind: "container.image",
  purpose: "built by docker or Cloud Build when the package's content is new, deployed by digest",
  kept: "goes with its repository",
  needs: [
    need("artifactregistry", registryAdmin, [
      ...each("artifactregistry.repositories", "uploadArtifacts", "downloadArtifacts"),
      // What is built already is found by its tag.
      "artifactregistry.tags.get",
    ]),
  ],
  name: (spec) => spec.image,

  async read(ctx, { source }) {
    const image = await findImage(registryOf(ctx, source), source.content);
    return image === undefined ? undefined : { image };
  },

  // The tag says it all: other content has another tag, and is another image.
  diff: () => [],

  async create(ctx, { source, inCloud, repository }) {
    const { content, engine } = source;
    const startedAt = ctx.clock.now();
    const onStep = (text: string) => ctx.waiting(text, ctx.clock.now() - startedAt);
    const registry = registryOf(ctx, source);
    if (inCloud) {
      const account = `projects/${ctx.project}/serviceAccounts/${ctx.names.builderAccount}`;
      const isFresh = ctx.isNew(account) || ctx.isNew(repository);
      return { image: await buildInCloud(ctx, { content, registry, isFresh, onStep }) };
    }
    const image = await publishImage({
      content,
      engine: await engine!(),
      registry,
      clock: ctx.clock,
      isFresh: ctx.isNew(repository),
      signal: ctx.signal,
      onStep,
    });
    return { image };
  },
};
