// Images as packages with versions and tags, the form in which `gcloud artifacts` reads one image.
// https://cloud.google.com/artifact-registry/docs/reference/rest/v1/projects.locations.repositories.packages
import type { Message, UnaryMethod } from "../message.ts";
import { StatusError } from "../wire/status.ts";
import { invalid, textOf } from "./fields.ts";
import { pageOf } from "./page.ts";
import { timestampOf } from "./timestamp.ts";

export interface StoredImage {
  uploadTime: number;
  sizeBytes: string;
  tags: string[];
}

interface Image extends StoredImage {
  /** With slashes as `%2F`, as names of packages have them. */
  id: string;
  digest: string;
}

const missing = (): StatusError => new StatusError("NOT_FOUND", "Requested entity was not found.");

/**
 * @param imagesOf the images of a repository by its name, and `NAME/dockerImages/ID@DIGEST` of each; throws when there is
 * no such repository
 */
export function packageMethods(
  imagesOf: (repository: string) => { name: string; value: StoredImage }[],
): Record<string, UnaryMethod> {
  function imagesIn(repository: string): Image[] {
    return imagesOf(repository).map(({ name, value }) => {
      const [id = "", digest = ""] = name.slice(name.lastIndexOf("/") + 1).split("@");
      return { ...value, id, digest };
    });
  }

  /** The images of one package. */
  function versionsOf(name: string): Image[] {
    const [, repository, id] = /^(.+)\/packages\/([^/]+)$/.exec(name) ?? [];
    if (repository === undefined) throw invalid(`"${name}" is not the name of a package.`);
    const versions = imagesIn(repository).filter((image) => image.id === id);
    if (versions.length === 0) throw missing();
    return versions;
  }

  function packageView(name: string, versions: Image[]): Message {
    const times = versions.map(({ uploadTime }) => uploadTime);
    return {
      name,
      createTime: timestampOf(Math.min(...times)),
      updateTime: timestampOf(Math.max(...times)),
    };
  }

  const tagView = (parent: string, tag: string, digest: string): Message => ({
    name: `${parent}/tags/${tag}`,
    version: `${parent}/versions/${digest}`,
  });

  const versionView = (parent: string, { digest, uploadTime, tags }: Image, isFull: boolean): Message => ({
    name: `${parent}/versions/${digest}`,
    createTime: timestampOf(uploadTime),
    updateTime: timestampOf(uploadTime),
    ...(isFull && { relatedTags: tags.map((tag) => tagView(parent, tag, digest)) }),
  });

  return {
    ListPackages: (request) => {
      const repository = textOf(request, "parent");
      const packages = [...Map.groupBy(imagesIn(repository), ({ id }) => id)];
      return pageOf("packages", packages, request, ([id, versions]) =>
        packageView(`${repository}/packages/${id}`, versions),
      );
    },
    GetPackage: (request) => {
      const name = textOf(request, "name");
      return packageView(name, versionsOf(name));
    },
    ListVersions: (request) => {
      const parent = textOf(request, "parent");
      const isFull = request["view"] === "FULL";
      return pageOf("versions", versionsOf(parent), request, (image) => versionView(parent, image, isFull));
    },
    GetVersion: (request) => {
      const [, parent = "", digest] = /^(.+)\/versions\/([^/]+)$/.exec(textOf(request, "name")) ?? [];
      const image = versionsOf(parent).find((each) => each.digest === digest);
      if (!image) throw missing();
      return versionView(parent, image, request["view"] === "FULL");
    },
    ListTags: (request) => {
      const parent = textOf(request, "parent");
      const filter = textOf(request, "filter");
      const [, wanted] = /^version\s*=\s*"(?:[^"]*\/)?([^"/]+)"$/.exec(filter) ?? [];
      if (filter !== "" && wanted === undefined)
        throw invalid('The local cloud reads filters of tags such as version="NAME" alone.');
      const tags = versionsOf(parent)
        .filter(({ digest }) => wanted === undefined || digest === wanted)
        .flatMap((image) => image.tags.map((tag) => ({ tag, digest: image.digest })));
      return pageOf("tags", tags, request, ({ tag, digest }) => tagView(parent, tag, digest));
    },
    GetTag: (request) => {
      const [, parent = "", tag = ""] = /^(.+)\/tags\/([^/]+)$/.exec(textOf(request, "name")) ?? [];
      const tagged = versionsOf(parent).find(({ tags }) => tags.includes(tag));
      if (!tagged) throw missing();
      return tagView(parent, tag, tagged.digest);
    },
  };
}
