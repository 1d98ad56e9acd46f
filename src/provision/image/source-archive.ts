// What Cloud Build makes the image of: the context that docker would get, as a .tar.gz. The same content gives the same
// bytes. https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06 (ustar)
import { readFile, readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { gzipSync } from "node:zlib";
import type { ImageContent } from "./image-content.ts";

/** The Dockerfile and `dist/image`, as `.dockerignore` leaves them. */
export async function sourceArchive(content: ImageContent): Promise<Buffer> {
  const { folder } = content;
  const bundle = join(folder, "dist", "image");
  const entries = await readdir(bundle, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((each) => each.isFile())
    .map((each) => relative(bundle, join(each.parentPath, each.name)).replaceAll(sep, "/"))
    .filter((name) => name !== "image.json")
    .toSorted();
  const dockerfile = withArguments(await readFile(join(folder, "Dockerfile"), "utf8"), content);
  const files = await Promise.all(
    names.map(async (name) => entry(`dist/image/${name}`, await readFile(join(bundle, name)))),
  );
  const tar = Buffer.concat([entry("Dockerfile", Buffer.from(dockerfile)), ...files, Buffer.alloc(1024)]);
  const archive = gzipSync(tar, { level: 9 });
  // The system that compressed it is named there, and is not part of the content.
  archive[9] = 255;
  return archive;
}

/** Pure. Build arguments cannot be handed to the builder, so that they become the defaults of the file itself. */
export function withArguments(
  dockerfile: string,
  { baseImage, version, revision }: Pick<ImageContent, "baseImage" | "version" | "revision">,
): string {
  const values: Readonly<Record<string, string>> = {
    BASE_IMAGE: baseImage,
    VERSION: version,
    REVISION: revision,
  };
  return dockerfile
    .replaceAll("\r\n", "\n")
    .replaceAll(/^ARG ([A-Z_]+)=.*$/gm, (line, name: string) =>
      values[name] === undefined ? line : `ARG ${name}=${values[name]}`,
    );
}

const blockBytes = 512;

/** One plain file, readable by everyone, without owner and time. */
function entry(name: string, bytes: Buffer): Buffer {
  const header = Buffer.alloc(blockBytes);
  const octal = (value: number, at: number, length: number) =>
    header.write(`${value.toString(8).padStart(length - 1, "0")}\0`, at, "latin1");
  header.write(name, 0, 100, "utf8");
  octal(0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(bytes.length, 124, 12);
  octal(0, 136, 12);
  header.write("0", 156, "latin1");
  header.write("ustar\x0000", 257, "latin1");
  // Counted with spaces in its own place.
  header.fill(" ", 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  const padding = Buffer.alloc((blockBytes - (bytes.length % blockBytes)) % blockBytes);
  return Buffer.concat([header, bytes, padding]);
}
