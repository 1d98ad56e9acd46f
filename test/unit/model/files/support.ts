// ZIP archives made here: the library writes none, and some must lie.
import { crc32, deflateRawSync, zstdCompressSync } from "node:zlib";

/** @param declared what the directory says that each file unpacks to, where it lies */
export function zipOf(
  files: Readonly<Record<string, string | Uint8Array>>,
  method: 0 | 8 | 93 = 8,
  declared?: number,
): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const plain = Buffer.from(content);
    const packed = method === 0 ? plain : method === 8 ? deflateRawSync(plain) : zstdCompressSync(plain);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(method, 8);
    local.writeUInt16LE(Buffer.byteLength(name), 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(method, 10);
    for (const [header, at] of [[local, 14] as const, [entry, 16] as const]) {
      header.writeUInt32LE(crc32(plain), at);
      header.writeUInt32LE(packed.length, at + 4);
      header.writeUInt32LE(declared ?? plain.length, at + 8);
    }
    entry.writeUInt16LE(Buffer.byteLength(name), 28);
    entry.writeUInt32LE(offset, 42);
    parts.push(local, Buffer.from(name), packed);
    directory.push(entry, Buffer.from(name));
    offset += 30 + Buffer.byteLength(name) + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}
