// The files of a ZIP archive, by its directory at the end (APPNOTE.TXT, sections 4.3.7 to 4.3.16 and 4.5.3). No package:
// those that unpack within limits do not list, and those that list read from disk.
import { crc32 } from "node:zlib";
import { InputError } from "../../input-error.ts";
import { notText } from "../refuse-file.ts";
import { unpack } from "./unpack.ts";

export interface ZipEntry {
  name: string;
  /** 0 stored, 8 deflated, 93 zstd. */
  method: number;
  isEncrypted: boolean;
  /** Of its content, by which damage shows. */
  sum: number;
  packed: Uint8Array;
}

const endSignature = 0x06054b50;
const wideEndSignature = 0x06064b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
/** Stands for a number that only the extra field has room for. */
const elsewhere = 0xffff_ffff;
const wideExtra = 1;

/** @throws InputError csv.broken */
export function entriesOf(bytes: Uint8Array): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  try {
    const end = endOf(view);
    const entries: ZipEntry[] = [];
    for (let at = end.directory, left = end.count; left > 0; left--) {
      if (view.getUint32(at, true) !== entrySignature) throw broken(noList);
      const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) =>
        view.getUint16(at + field, true),
      );
      const extraAt = at + 46 + nameLength!;
      const { size, start } = sizeAndStart(view, at, extraAt, extraLength!);
      if (view.getUint32(start, true) !== localSignature) throw broken(noList);
      const data = start + 30 + view.getUint16(start + 26, true) + view.getUint16(start + 28, true);
      if (data + size > bytes.length) throw broken(noList);
      entries.push({
        name: Buffer.from(bytes.subarray(at + 46, extraAt)).toString("utf8"),
        method: view.getUint16(at + 10, true),
        isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
        sum: view.getUint32(at + 16, true),
        packed: bytes.subarray(data, data + size),
      });
      at = extraAt + extraLength! + commentLength!;
    }
    return entries;
  } catch (error) {
    // Offsets that point out of the file.
    throw error instanceof RangeError ? broken(noList, error) : error;
  }
}

/** The end stands in the last bytes, before a comment of any length. */
function endOf(view: DataView): { count: number; directory: number } {
  const least = Math.max(0, view.byteLength - 22 - 0xffff);
  let at = view.byteLength - 22;
  while (at >= least && view.getUint32(at, true) !== endSignature) at--;
  if (at < least) throw broken(noList);
  const [count, directory] = [view.getUint16(at + 10, true), view.getUint32(at + 16, true)];
  if (count !== 0xffff && directory !== elsewhere) return { count, directory };
  const wide = Number(view.getBigUint64(at - 20 + 8, true));
  if (view.getUint32(wide, true) !== wideEndSignature) throw broken(noList);
  return {
    count: Number(view.getBigUint64(wide + 32, true)),
    directory: Number(view.getBigUint64(wide + 48, true)),
  };
}

function sizeAndStart(
  view: DataView,
  at: number,
  extraAt: number,
  extraLength: number,
): { size: number; start: number } {
  let [size, unpacked, start] = [20, 24, 42].map((field) => view.getUint32(at + field, true)) as [
    number,
    number,
    number,
  ];
  for (let extra = extraAt; extra + 4 <= extraAt + extraLength; ) {
    const [id, length] = [view.getUint16(extra, true), view.getUint16(extra + 2, true)];
    let field = extra + 4;
    const next = () => Number(view.getBigUint64((field += 8) - 8, true));
    if (id === wideExtra) {
      if (unpacked === elsewhere) unpacked = next();
      if (size === elsewhere) size = next();
      if (start === elsewhere) start = next();
    }
    extra += 4 + length;
  }
  return { size, start };
}

/** @throws InputError as unpack does, and csv.not-text for a way of packing that is not read */
export async function* contentOf(
  { name, method, isEncrypted, sum, packed }: ZipEntry,
  most?: number,
): AsyncGenerator<Uint8Array> {
  if (isEncrypted || ![0, 8, 93].includes(method)) {
    const how = isEncrypted ? "locked with a password" : "packed in a way that is not read";
    const fix = "Unpack it and send the file of data in it.";
    throw notText(`The file ${name} in the ZIP archive is ${how}.`, fix);
  }
  let found = 0;
  const pieces = method === 0 ? [packed] : unpack([packed], method === 8 ? "deflate" : "zstd", most);
  for await (const piece of pieces) {
    found = crc32(piece, found);
    yield piece;
  }
  if (found !== sum) throw broken(`The file ${name} in the ZIP archive is damaged.`);
}

const noList = "The ZIP archive is damaged or cut off: its list of files cannot be read.";

const broken = (message: string, cause?: unknown): InputError =>
  new InputError(message, {
    code: "csv.broken",
    fix: "It was probably cut off on its way. Download or make the file again.",
    cause,
  });
