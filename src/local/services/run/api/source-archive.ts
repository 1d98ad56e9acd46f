// Looks for a file in a .tar.gz without unpacking it: what is small there may be large when it is unpacked.
import { createGunzip } from "node:zlib";

const block = 512;

/** More than any source of an image has; what goes on behind it is not looked at. */
const mostUnpacked = 1024 * 2 ** 20;

/** @throws Error when it is no gzip */
export async function holdsFile(archive: Buffer, name: string): Promise<boolean> {
  const tar = createGunzip();
  tar.end(archive);
  let unpacked = 0;
  let rest: Buffer = Buffer.alloc(0);
  /** Bytes of contents before the next header. */
  let skip = 0;
  for await (const chunk of tar as AsyncIterable<Buffer>) {
    unpacked += chunk.length;
    if (unpacked > mostUnpacked) return false;
    const skipped = Math.min(skip, chunk.length);
    skip -= skipped;
    rest = Buffer.concat([rest, chunk.subarray(skipped)]);
    while (rest.length >= block) {
      if (rest[0] === 0) return false;
      if (textAt(rest, 0, 100).replace(/^\.\//, "") === name) return true;
      const size = Number.parseInt(textAt(rest, 124, 12), 8);
      if (!(size >= 0)) return false;
      const next = block + Math.ceil(size / block) * block;
      skip = Math.max(0, next - rest.length);
      rest = rest.subarray(next);
    }
  }
  return false;
}

const textAt = (header: Buffer, at: number, length: number): string =>
  header.toString("utf8", at, at + length).replace(/\0.*$/s, "");
