// Artifact Registry: repositories, and the images in them as far as they are known by reference.
// https://cloud.google.com/artifact-registry/docs/reference/rpc/google.devtools.artifactregistry.v1
import { createHash } from "node:crypto";
import { camelCase, checkProjectName, invalid, maskOf, messageOf, textOf } from "./fields.ts";
import { loadProtos } from "../wire/protos.ts";
import type { ServiceContext, LocalService } from "../service.ts";
import type { Message } from "../message.ts";
import { projectIdOf } from "../state/projects.ts";
import { StatusError } from "../wire/status.ts";
import { packageMethods, type StoredImage } from "./artifact-packages.ts";
import { pageOf } from "./page.ts";
import { policyMethods } from "./resource-policy.ts";
import { timestampOf } from "./timestamp.ts";

interface StoredRepository {
  fields: Message;
  createTime: number;
  updateTime: number;
}

export interface ArtifactRegistry extends LocalService {
  /** Makes an image known, as a push would. `name` is `projects/P/locations/R/repositories/REPO/dockerImages/IMG@sha256:..`. */
  addImage(name: string, image: { sizeBytes: number; tags: string[] }): void;
  repositoryExists(name: string): boolean;
  /** Where the project has repositories. */
  locationsOf(projectId: string): string[];
}

export interface ArtifactDependencies {
  /** What the revisions of Cloud Run name, such as `us-central1-docker.pkg.dev/P/REPO/IMG:TAG`. */
  imagesInUse: () => { image: string; since: number }[];
}

const location = /^projects\/[^/]+\/locations\/[a-z]+(?:-[a-z]+[0-9]+)?$/;
const repository = /^(projects\/[^/]+\/locations\/[^/]+)\/repositories\/([^/]+)$/;

export function createArtifactRegistry(
  context: ServiceContext,
  { imagesInUse }: ArtifactDependencies = { imagesInUse: () => [] },
): ArtifactRegistry {
  const protos = loadProtos("@google-cloud/artifact-registry/build/protos/protos.json");
  const repositories = context.store.collection<StoredRepository>("artifact_repositories");
  const images = context.store.collection<StoredImage>("artifact_images");
  const metadata = "google.devtools.artifactregistry.v1.OperationMetadata";

  function locationOf(name: string): string {
    checkProjectName(name);
    if (!location.test(name)) throw invalid(`"${name}" is not the name of a location.`);
    return name;
  }

  function nameOf(name: string): string {
    checkProjectName(name);
    const match = repository.exec(name);
    if (!match) throw invalid(`"${name}" is not the name of a repository.`);
    return `${locationOf(match[1]!)}/repositories/${match[2]!}`;
  }

  function existing(name: string): { name: string; value: StoredRepository } {
    const full = nameOf(name);
    const value = repositories.get(full);
    if (!value) throw new StatusError("NOT_FOUND", "Requested entity was not found.");
    return { name: full, value };
  }

  function view(name: string, { fields, createTime, updateTime }: StoredRepository): Message {
    const [, , , region, , id] = name.split("/");
    const size = images
      .list(`${name}/dockerImages/`)
      .reduce((sum, { value }) => sum + Number(value.sizeBytes), 0);
    return {
      ...fields,
      name,
      createTime: timestampOf(createTime),
      updateTime: timestampOf(updateTime),
      sizeBytes: `${size}`,
      registryUri: `${region}-docker.pkg.dev/${projectIdOf(name)}/${id}`,
    };
  }

  /** Those that were pushed, and those that run here without a push: an image is a folder on this machine. */
  function imagesOf(repositoryName: string): { name: string; value: StoredImage }[] {
    const { name } = existing(repositoryName);
    const pushed = images.list(`${name}/dockerImages/`);
    const known = new Set(pushed.flatMap((each) => referencesTo(each.name, each.value)));
    const named = new Map<string, { name: string; value: StoredImage }>();
    for (const { image, since } of imagesInUse()) {
      const found = inRepository(name, image);
      if (!found || known.has(found.reference) || named.has(found.reference)) continue;
      const { id, digest, tags, reference } = found;
      const value = { uploadTime: since, sizeBytes: "0", tags };
      named.set(reference, { name: `${name}/dockerImages/${id}@${digest}`, value });
    }
    return [...pushed, ...named.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1));
  }

  function imageView(name: string, { uploadTime, sizeBytes, tags }: StoredImage): Message {
    const [, , , region, , id, , image] = name.split("/");
    return {
      name,
      uri: `${region}-docker.pkg.dev/${projectIdOf(name)}/${id}/${decodeURIComponent(image!)}`,
      tags,
      imageSizeBytes: sizeBytes,
      uploadTime: timestampOf(uploadTime),
      mediaType: "application/vnd.oci.image.manifest.v1+json",
    };
  }

  function checkFields(fields: Message): void {
    checkLabels((fields["labels"] as Record<string, string> | undefined) ?? {});
    for (const id of Object.keys((fields["cleanupPolicies"] as object | undefined) ?? {})) {
      if (id.length > 127) throw invalid("The id of a cleanup policy is longer than 127 characters.");
    }
  }

  return {
    addImage(name, { sizeBytes, tags }) {
      const siblings = images.list(name.slice(0, name.indexOf("@") + 1));
      context.store.transaction(() => {
        // A tag is on one image at a time.
        for (const { name: other, value } of siblings) {
          images.put(other, { ...value, tags: value.tags.filter((tag) => !tags.includes(tag)) });
        }
        images.put(name, { uploadTime: context.clock.now(), sizeBytes: `${sizeBytes}`, tags });
      });
    },
    repositoryExists: (name) => repositories.get(name) !== undefined,
    locationsOf: (projectId) =>
      repositories.list(`projects/${projectId}/locations/`).map(({ name }) => name.split("/")[3]!),
    grpc: [
      {
        protos,
        service: "google.devtools.artifactregistry.v1.ArtifactRegistry",
        methods: {
          CreateRepository: async (request) => {
            const parent = locationOf(textOf(request, "parent"));
            const id = textOf(request, "repositoryId");
            if (!/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(id)) {
              throw invalid(
                `repository_id "${id}" must be 1 to 63 lowercase letters, digits and hyphens, begin with a letter and not end with a hyphen.`,
              );
            }
            const input = messageOf(request, "repository");
            if ((input["format"] ?? "FORMAT_UNSPECIFIED") === "FORMAT_UNSPECIFIED")
              throw invalid("The format of the repository is required.");
            checkFields(input);
            const name = `${parent}/repositories/${id}`;
            if (repositories.get(name)) {
              throw new StatusError("ALREADY_EXISTS", "the repository already exists");
            }
            const now = context.clock.now();
            const { name: _name, ...rest } = input;
            const value = {
              fields: { mode: "STANDARD_REPOSITORY", ...rest },
              createTime: now,
              updateTime: now,
            };
            repositories.put(name, value);
            return await context.operations.start(
              parent,
              { protos, response: "google.devtools.artifactregistry.v1.Repository", metadata },
              () => view(name, value),
            );
          },
          GetRepository: (request) => {
            const { name, value } = existing(textOf(request, "name"));
            return view(name, value);
          },
          ListRepositories: (request) => {
            const parent = locationOf(textOf(request, "parent"));
            const all = repositories.list(`${parent}/repositories/`);
            return pageOf("repositories", all, request, ({ name, value }) => view(name, value));
          },
          UpdateRepository: (request) => {
            const input = messageOf(request, "repository");
            const { name, value } = existing(textOf(input, "name"));
            const mask = maskOf(request);
            const paths = mask.length > 0 ? mask : Object.keys(input);
            const fields = { ...value.fields };
            for (const path of paths.map(camelCase)) {
              if (path === "name") continue;
              if (!mutable.has(path)) throw invalid(`update_mask: "${path}" cannot be changed.`);
              if (input[path] === undefined) delete fields[path];
              else fields[path] = input[path];
            }
            checkFields(fields);
            const changed = { ...value, fields, updateTime: context.clock.now() };
            repositories.put(name, changed);
            return view(name, changed);
          },
          DeleteRepository: async (request) => {
            const { name } = existing(textOf(request, "name"));
            context.store.transaction(() => {
              for (const image of images.list(`${name}/dockerImages/`)) images.delete(image.name);
              repositories.delete(name);
              context.policies.remove(`//artifactregistry.googleapis.com/${name}`);
            });
            return await context.operations.start(
              name.split("/repositories/")[0]!,
              { protos, response: "google.protobuf.Empty", metadata },
              () => ({}),
            );
          },
          GetDockerImage: (request) => {
            const wanted = textOf(request, "name");
            const found = imagesOf(wanted.split("/dockerImages/")[0]!).find(({ name }) => name === wanted);
            if (!found) throw new StatusError("NOT_FOUND", "Requested entity was not found.");
            return imageView(found.name, found.value);
          },
          ListDockerImages: (request) =>
            pageOf("dockerImages", imagesOf(textOf(request, "parent")), request, ({ name, value }) =>
              imageView(name, value),
            ),
          ...packageMethods(imagesOf),
          ...policyMethods(context.policies, (resource) => {
            const { name } = existing(resource);
            return `//artifactregistry.googleapis.com/${name}`;
          }),
        },
      },
    ],
  };
}

/** The image without its repository, as `IMG:TAG` and `IMG@DIGEST`. */
function referencesTo(name: string, { tags }: StoredImage): string[] {
  const [id, digest] = name.slice(name.lastIndexOf("/") + 1).split("@");
  return [`${id}@${digest}`, ...tags.map((tag) => `${id}:${tag}`)];
}

/** The parts of an image that a container names, when it is of the repository. */
function inRepository(
  name: string,
  image: string,
): { id: string; digest: string; tags: string[]; reference: string } | undefined {
  const [, project, , region, , repositoryId] = name.split("/");
  const prefix = `${region}-docker.pkg.dev/${project}/${repositoryId}/`;
  if (!image.startsWith(prefix)) return undefined;
  const [, path = "", tag, digest] =
    /^([^:@]+)(?::([^@]+))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(image.slice(prefix.length)) ?? [];
  if (path === "") return undefined;
  const id = encodeURIComponent(path);
  const label = tag ?? "latest";
  // Nothing was pushed that would have a digest; it stays the same for the same name.
  const made = `sha256:${createHash("sha256").update(image).digest("hex")}`;
  return digest === undefined
    ? { id, digest: made, tags: [label], reference: `${id}:${label}` }
    : { id, digest, tags: tag === undefined ? [] : [tag], reference: `${id}@${digest}` };
}

const mutable = new Set([
  "description",
  "labels",
  "cleanupPolicies",
  "cleanupPolicyDryRun",
  "dockerConfig",
  "vulnerabilityScanningConfig",
]);

function checkLabels(labels: Record<string, string>): void {
  if (Object.keys(labels).length > 64) throw invalid("At most 64 labels are allowed.");
  for (const [key, value] of Object.entries(labels)) {
    if (!/^[a-z][a-z0-9_-]{0,62}$/.test(key)) throw invalid(`"${key}" is not a valid label key.`);
    if (!/^[a-z0-9_-]{0,63}$/.test(value)) throw invalid(`"${value}" is not a valid label value.`);
  }
}
