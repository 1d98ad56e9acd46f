// The container's files with a model of the user's own among them: a folder by their digest, of the shape of the package
// itself, so that docker, Cloud Build and the local cloud take it as they take the package.
import { constants, existsSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { digestOf, isWholeImage, sha256 } from "../../core/disk/image-folder.ts";
import { replaceFile } from "../../core/disk/replace-file.ts";
import { userStateFolder } from "../../core/user/own-folder.ts";
import { imageFolder } from "../local-cloud/build-id.ts";
import type { Session } from "../session.ts";
import { imagesFolder, prepareFolder, stateFolder } from "../local-cloud/local-cloud.ts";
import type { Machine } from "../machine.ts";
import { checkTypes } from "./check-types.ts";
import type { PreparedModel } from "./prepare-model.ts";

/** As many former ones stay for a rollback on the local cloud. */
const keptImages = 20;

/**
 * Checks the model's types, and gives the folder to build the image from.
 * @throws ConfigError with file and line for types that do not fit
 */
export async function ownPackage(
  session: Pick<Session, "machine" | "folder" | "progress" | "signal">,
  { file, files }: PreparedModel,
): Promise<string> {
  const { machine, folder, progress } = session;
  const workFolder = imagesFolder(folder);
  await prepareFolder(stateFolder(folder), userStateFolder(machine.env));
  const types = await checkTypes(session, file, workFolder);
  if (types === "no-compiler") {
    progress.note(
      `The types in ${file} were not checked: there is no TypeScript beside it. npm install --save-dev typescript`,
    );
  }
  return compose(machine.packageFolder, workFolder, files, machine);
}

async function compose(
  packageFolder: string,
  images: string,
  own: ReadonlyMap<string, Uint8Array>,
  { pid, clock }: Pick<Machine, "pid" | "clock">,
): Promise<string> {
  const built = await readImage(packageFolder);
  const digests = Object.fromEntries(
    [
      ...Object.entries(built.files),
      ...[...own].map(([name, content]) => [name, sha256(content)] as const),
    ].toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
  const digest = digestOf(digests);
  const target = join(images, digest);
  const now = new Date(clock.now());
  if (isWholeImage(imageFolder(target), digest)) {
    await utimes(target, now, now);
    return target;
  }
  await rm(target, { recursive: true, force: true });
  // Whole or not at all: an instance may start from it at any moment.
  const staging = join(images, `.${digest.slice(0, 12)}.${pid}`);
  const inside = (name: string) => join(staging, "dist", "image", name);
  await mkdir(inside(""), { recursive: true });
  for (const name of ["package.json", "Dockerfile", ".dockerignore"]) {
    await copy(join(packageFolder, name), join(staging, name));
  }
  for (const name of Object.keys(built.files))
    await copy(join(imageFolder(packageFolder), name), inside(name));
  for (const [name, content] of own) {
    await mkdir(dirname(inside(name)), { recursive: true });
    await writeFile(inside(name), content);
  }
  const image = { digest: `sha256:${digest}`, files: digests };
  await writeFile(inside("image.json"), `${JSON.stringify(image, undefined, 2)}\n`);
  await replaceFile(staging, target).catch(async (error: unknown) => {
    await rm(staging, { recursive: true, force: true });
    // Another command made the same a moment ago.
    if (!existsSync(target)) throw error;
  });
  await forgetOldest(images);
  return target;
}

const copy = (from: string, to: string) => copyFile(from, to, constants.COPYFILE_FICLONE);

async function readImage(packageFolder: string): Promise<{ files: Record<string, string> }> {
  return JSON.parse(await readFile(join(imageFolder(packageFolder), "image.json"), "utf8")) as {
    files: Record<string, string>;
  };
}

async function forgetOldest(images: string): Promise<void> {
  const names = (await readdir(images)).filter((name) => /^[0-9a-f]{64}$/.test(name));
  const dated = await Promise.all(
    names.map(async (name) => ({ name, usedAt: (await stat(join(images, name))).mtimeMs })),
  );
  const oldest = dated.toSorted((a, b) => b.usedAt - a.usedAt).slice(keptImages);
  for (const { name } of oldest) await rm(join(images, name), { recursive: true, force: true });
}
