import { ArtifactRegistryClient } from "@google-cloud/artifact-registry";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createArtifactRegistry, type ArtifactRegistry } from "../../src/local/services/artifact-registry.ts";
import { createLocations } from "../../src/local/services/locations.ts";
import { startServices, type StartedServices } from "../support/local-services.ts";
import { clientOptions, parent } from "../support/run-services.ts";

let started: StartedServices;
let registry: ArtifactRegistry;
let client: ArtifactRegistryClient;

const inUse: { image: string; since: number }[] = [];

beforeAll(async () => {
  started = await startServices((context) => [
    (registry = createArtifactRegistry(context, { imagesInUse: () => inUse })),
    createLocations(context, (project) => registry.locationsOf(project)),
  ]);
  client = new ArtifactRegistryClient(clientOptions(started));
});
afterAll(async () => {
  await client.close();
  await started.close();
});

async function create(repositoryId: string, repository: object = {}) {
  const [operation] = await client.createRepository({
    parent,
    repositoryId,
    repository: { format: "DOCKER", ...repository },
  });
  await operation.promise();
  return `${parent}/repositories/${repositoryId}`;
}

test("a repository is created, changed by mask, listed and deleted", async () => {
  const name = await create("forecast", { labels: { a: "b" }, description: "images" });
  await expect(create("forecast")).rejects.toMatchObject({ code: 6 });
  await client.updateRepository({
    repository: { name, labels: { c: "d" } },
    updateMask: { paths: ["labels"] },
  });
  const [repository] = await client.getRepository({ name });
  expect(repository).toMatchObject({
    name,
    format: "DOCKER",
    description: "images",
    labels: { c: "d" },
    registryUri: "us-central1-docker.pkg.dev/cloud-runner-local/forecast",
  });
  expect((await client.listRepositories({ parent }))[0].map((each) => each.name)).toEqual([name]);
  await (await client.deleteRepository({ name }))[0].promise();
  await expect(client.getRepository({ name })).rejects.toMatchObject({ code: 5 });
});

test("an image is found by its digest until its repository is deleted", async () => {
  const repository = await create("images");
  const name = `${repository}/dockerImages/runner@sha256:abc`;
  registry.addImage(name, { sizeBytes: 1234, tags: ["latest"] });
  expect((await client.getDockerImage({ name }))[0]).toMatchObject({
    uri: "us-central1-docker.pkg.dev/cloud-runner-local/images/runner@sha256:abc",
    tags: ["latest"],
    imageSizeBytes: "1234",
  });
  expect((await client.listDockerImages({ parent: repository }))[0]).toHaveLength(1);
  await (await client.deleteRepository({ name: repository }))[0].promise();
  await create("images");
  expect((await client.listDockerImages({ parent: repository }))[0]).toHaveLength(0);
});

test("a repository has a policy", async () => {
  const resource = await create("guarded");
  const bindings = [{ role: "roles/artifactregistry.reader", members: ["user:a@example.com"] }];
  await client.setIamPolicy({ resource, policy: { bindings } });
  expect((await client.getIamPolicy({ resource }))[0].bindings).toMatchObject(bindings);
});

test.each([
  ["an id with capitals", "Upper", {}],
  ["an id of 64 characters", "a".repeat(64), {}],
  ["no format", "x", { format: "FORMAT_UNSPECIFIED" }],
  ["a label with capitals", "x", { labels: { Upper: "a" } }],
])("%s is refused", async (_title, id, repository) => {
  await expect(create(id, repository)).rejects.toMatchObject({ code: 3 });
});

test("a tag leads to the version that carries it, in its own package alone", async () => {
  const repository = await create("tagged");
  registry.addImage(`${repository}/dockerImages/runner@sha256:abc`, { sizeBytes: 1, tags: ["one", "two"] });
  const tag = (image: string, name: string) =>
    client.getTag({ name: `${repository}/packages/${image}/tags/${name}` });
  expect((await tag("runner", "two"))[0]).toMatchObject({
    name: `${repository}/packages/runner/tags/two`,
    version: `${repository}/packages/runner/versions/sha256:abc`,
  });
  await expect(tag("runner", "three")).rejects.toMatchObject({ code: 5 });
  await expect(tag("run", "two")).rejects.toMatchObject({ code: 5 });
});

test("what runs here without a push is an image of its repository too, once", async () => {
  const repository = await create("run-here");
  const prefix = "us-central1-docker.pkg.dev/cloud-runner-local/run-here";
  const digest = `sha256:${"a".repeat(64)}`;
  registry.addImage(`${repository}/dockerImages/runner@${digest}`, { sizeBytes: 5, tags: ["pushed"] });
  for (const name of ["runner:local", "runner:local", "runner:pushed", `runner@${digest}`, "deep/er"])
    inUse.push({ image: `${prefix}/${name}`, since: 1000 });
  inUse.push({ image: "us-central1-docker.pkg.dev/cloud-runner-local/other/runner:x", since: 1 });
  const [images] = await client.listDockerImages({ parent: repository });
  expect(images.map(({ uri, tags }) => [uri!.replace(/@.*/, ""), tags])).toEqual([
    [`${prefix}/deep/er`, ["latest"]],
    [`${prefix}/runner`, expect.anything()],
    [`${prefix}/runner`, expect.anything()],
  ]);
  expect(images.flatMap(({ tags }) => tags)).toEqual(expect.arrayContaining(["local", "pushed"]));
  expect((await client.getDockerImage({ name: images[0]!.name! }))[0]).toMatchObject({ tags: ["latest"] });
});

test("images are packages with versions and tags", async () => {
  const repository = await create("packed");
  registry.addImage(`${repository}/dockerImages/runner@sha256:abc`, { sizeBytes: 1, tags: ["one"] });
  registry.addImage(`${repository}/dockerImages/runner@sha256:def`, { sizeBytes: 1, tags: ["two"] });
  const name = `${repository}/packages/runner`;
  expect((await client.listPackages({ parent: repository }))[0]).toMatchObject([{ name }]);
  expect((await client.getPackage({ name }))[0]).toMatchObject({ name });
  const [versions] = await client.listVersions({ parent: name, view: "FULL" });
  expect(versions).toMatchObject([
    { name: `${name}/versions/sha256:abc`, relatedTags: [{ name: `${name}/tags/one` }] },
    { name: `${name}/versions/sha256:def`, relatedTags: [{ name: `${name}/tags/two` }] },
  ]);
  expect((await client.getVersion({ name: versions[0]!.name! }))[0]).toMatchObject({ relatedTags: [] });
  const filter = `version="${name}/versions/sha256:def"`;
  expect((await client.listTags({ parent: name, filter }))[0]).toMatchObject([{ name: `${name}/tags/two` }]);
  await expect(client.getPackage({ name: `${repository}/packages/absent` })).rejects.toMatchObject({
    code: 5,
  });
});

test("locations are listed, with those that a repository lies in", async () => {
  await (
    await client.createRepository({
      parent: "projects/cloud-runner-local/locations/asia-south1",
      repositoryId: "far",
      repository: { format: "DOCKER" },
    })
  )[0].promise();
  for (const version of ["v1", "v1beta2"]) {
    const answer = await fetch(`${started.httpUrl}/${version}/projects/cloud-runner-local/locations`, {
      headers: { authorization: `Bearer ${started.secret}` },
    });
    const { locations } = (await answer.json()) as { locations: { locationId: string }[] };
    expect(locations.map(({ locationId }) => locationId)).toEqual(
      expect.arrayContaining(["asia-south1", "us-central1"]),
    );
  }
});
