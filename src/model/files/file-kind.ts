// What a file is, by its first bytes: names of files are often wrong, and standard input has none.

/** Read in some way. */
type ReadableKind = "text" | "gzip" | "zstd" | "zip" | "parquet" | "json" | "utf-16le" | "utf-16be";

/** Known, and refused by name. */
export type RefusedKind =
  | "arrow"
  | "avro"
  | "bzip2"
  | "hdf5"
  | "html"
  | "image"
  | "lfs"
  | "pdf"
  | "pickle"
  | "rar"
  | "rtf"
  | "seven-zip"
  | "sqlite"
  | "utf-32"
  | "xls"
  | "xml"
  | "xz";

export type FileKind = ReadableKind | RefusedKind;

const readable: ReadonlySet<FileKind> = new Set<ReadableKind>([
  "text",
  "gzip",
  "zstd",
  "zip",
  "parquet",
  "json",
  "utf-16le",
  "utf-16be",
]);

export const isRefused = (kind: FileKind): kind is RefusedKind => !readable.has(kind);

/** So many bytes are enough to tell. */
export const headBytes = 1024;

/** Each begins with bytes that no text has, or with a word that no header of a table has. */
const signatures: readonly [start: string, kind: FileKind][] = [
  ["\x1f\x8b", "gzip"],
  ["\x28\xb5\x2f\xfd", "zstd"],
  ["PK\x03\x04", "zip"],
  ["PK\x05\x06", "zip"],
  ["PAR1\x15", "parquet"],
  ["PARE", "parquet"],
  ["\xd0\xcf\x11\xe0", "xls"],
  ["%PDF-", "pdf"],
  ["ARROW1\0", "arrow"],
  ["FEA1\0", "arrow"],
  ["Obj\x01", "avro"],
  ["\x89HDF", "hdf5"],
  ["SQLite format 3\0", "sqlite"],
  ["\xfd7zXZ", "xz"],
  ["7z\xbc\xaf", "seven-zip"],
  ["Rar!\x1a", "rar"],
  ["\x89PNG", "image"],
  ["\xff\xd8\xff", "image"],
  ["{\\rtf", "rtf"],
  ["version https://git-lfs", "lfs"],
  ["\xff\xfe\0\0", "utf-32"],
  ["\0\0\xfe\xff", "utf-32"],
  ["\xff\xfe", "utf-16le"],
  ["\xfe\xff", "utf-16be"],
];

/** Forms that text may have, after a byte order mark and blanks. `<DATE>,<CLOSE>` is a header; `[Date],[Sales]` too. */
const forms: readonly [RegExp, FileKind][] = [
  [/^(?:\{\s*["}]|\[\s*[[{"\]])/, "json"],
  [/^<(?:!doctype html|html|head|body|table|meta|script)\b/i, "html"],
  [/^<(?:\?xml|!--)/i, "xml"],
  [/^BZh[1-9]1AY&SY/, "bzip2"],
  // eslint-disable-next-line no-control-regex -- Python's pickles of protocols 2 to 5.
  [/^\x80[\x02-\x05][\x95\]}(c]/, "pickle"],
];

/** @param head the first bytes, `headBytes` of them where the file has so many */
export function kindOf(head: Uint8Array): FileKind {
  const text = Buffer.from(head.buffer, head.byteOffset, head.length).toString("latin1");
  for (const [start, kind] of signatures) if (text.startsWith(start)) return kind;
  const bare = text.replace(/^\xef\xbb\xbf/, "").trimStart();
  for (const [form, kind] of forms) if (form.test(bare)) return kind;
  return utf16WithoutMark(head) ?? "text";
}

/** By NUL in nearly every second byte of the beginning. */
function utf16WithoutMark(head: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const pairs = Math.min(head.length >> 1, 64);
  if (pairs < 2) return undefined;
  const nulAt = (parity: 0 | 1) => {
    let count = 0;
    for (let pair = 0; pair < pairs; pair++) if (head[pair * 2 + parity] === 0) count++;
    return count;
  };
  const [even, odd] = [nulAt(0), nulAt(1)];
  // A few letters or signs beyond Latin-1 may be among many.
  const most = pairs < 16 ? pairs : pairs * 0.75;
  if (odd >= most && even === 0) return "utf-16le";
  return even >= most && odd === 0 ? "utf-16be" : undefined;
}
