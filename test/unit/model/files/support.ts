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

/** A workbook of one sheet, whose XML is given: what writers differ in can be made at will. */
export function workbookOf(
  sheetData: string,
  { prefix = "", strings = "", after = "" }: { prefix?: string; strings?: string; after?: string } = {},
): Buffer {
  const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const packaging = "http://schemas.openxmlformats.org/package/2006";
  const namespace = prefix === "" ? `xmlns="${main}"` : `xmlns:${prefix.slice(0, -1)}="${main}"`;
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`;
  const relations = (...all: string[]) =>
    `<Relationships xmlns="${packaging}/relationships">${all.join("")}</Relationships>`;
  return zipOf({
    "[Content_Types].xml": `<Types xmlns="${packaging}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
    "_rels/.rels": relations(relation("rId1", "officeDocument", "xl/workbook.xml")),
    "xl/workbook.xml": `<${prefix}workbook ${namespace} xmlns:r="${office}"><${prefix}sheets><${prefix}sheet name="S" sheetId="1" r:id="rId1"/></${prefix}sheets></${prefix}workbook>`,
    "xl/_rels/workbook.xml.rels": relations(
      relation("rId1", "worksheet", "/xl/worksheets/sheet1.xml"),
      relation("rId2", "sharedStrings", "sharedStrings.xml"),
    ),
    "xl/sharedStrings.xml": `<${prefix}sst ${namespace}>${strings}</${prefix}sst>`,
    "xl/worksheets/sheet1.xml": `<${prefix}worksheet ${namespace}><${prefix}sheetData>${sheetData}</${prefix}sheetData>${after}</${prefix}worksheet>`,
  });
}
