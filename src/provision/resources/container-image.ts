// The container image, built and pushed when the registry does not have its content yet. It goes with its repository.
import type { CloudContext } from "../engine/context.ts";
import type { DockerEngine } from "../image/docker-engine.ts";
import type { ImageContent } from "../image/image-content.ts";
import { buildInCloud, type CloudBuild } from "../image/cloud-build.ts";
import { artifactRegistry, type ImageRegistry } from "../image/image-registry.ts";
import { findImage, publishImage } from "../image/publish-image.ts";
import type { Resource } from "../engine/resource.ts";

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
  /** With its tag. */
  image: string;
  /** Full name of the repository. */
  repository: string;
  /** Where and as whom it is built, when Cloud Build does it. */
  build?: CloudBuild;
}

export interface ContainerImageLive {
  /** By digest, as it is deployed. */
  image: string;
}

export function containerImage(source: ImageSource): Resource<ContainerImageSpec, ContainerImageLive> {
  const { content, registry: registryOf = artifactRegistry } = source;
  return {
    kind: "container.image",
    name: (spec) => spec.image,

    async read(ctx) {
      const image = await findImage(registryOf(ctx), content);
      return image === undefined ? undefined : { image };
    },

    // The tag says it all: other content has another tag, and is another image.
    diff: () => [],

    async create(ctx, spec) {
      const startedAt = ctx.clock.now();
      const onStep = (text: string) => ctx.waiting(text, ctx.clock.now() - startedAt);
      const registry = registryOf(ctx);
      const { build } = spec;
      if (build !== undefined) {
        const isFresh = ctx.isNew(build.account) || ctx.isNew(spec.repository);
        return { image: await buildInCloud(ctx, { build, content, registry, isFresh, onStep }) };
      }
      const image = await publishImage({
        content,
        engine: await source.engine!(),
        registry,
        clock: ctx.clock,
        isFresh: ctx.isNew(spec.repository),
        signal: ctx.signal,
        onStep,
      });
      return { image };
    },

    update: async (_ctx, _spec, live) => live,
    delete: async () => {},
    keep: true,
  };
}
