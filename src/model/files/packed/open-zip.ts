// What a ZIP archive is: a workbook of Excel, an archive with one file of data, or something to refuse.
import { InputError } from "../../input-error.ts";
import { notText } from "../refuse-file.ts";
import { contentOf, entriesOf, type ZipEntry } from "./zip-entries.ts";

export type OpenedZip = Workbook | { kind: "file"; name: string; content: AsyncIterable<Uint8Array> };

export interface Workbook {
  kind: "workbook";
  bytes: Uint8Array;
  entries: ZipEntry[];
}

/** By a file that only archives of this kind have. */
const refused: readonly [RegExp, string, string][] = [
  [/^xl\/workbook\.bin$/, "a binary Excel workbook (.xlsb)", "Save it as .xlsx and send that file."],
  [/^word\//, "a Word document", "Save the table as .xlsx or CSV and send that."],
  [/^ppt\//, "a PowerPoint presentation", "Save the table as .xlsx or CSV and send that."],
  [/^Index\/.*\.iwa$/, "a document of Apple Numbers", "Export it as .xlsx or CSV and send that."],
  [/^content\.xml$/, "an OpenDocument file (.ods)", "Save it as .xlsx or CSV and send that."],
];

/** What lies beside the data: leavings of systems, licences, descriptions, and the two lists of each World Bank download. */
const aside =
  /(?:^|\/)(?:\.|__MACOSX\/|Thumbs\.db$|desktop\.ini$|(?:metadata|readme|licen[cs]e|about|notes?)(?:[^/a-z][^/]*)?$)/i;

/** @throws InputError csv.broken, csv.not-text or csv.no-table */
export function openZip(bytes: Uint8Array): OpenedZip {
  const entries = entriesOf(bytes).filter(({ name }) => !name.endsWith("/"));
  for (const [pattern, name, fix] of refused) {
    if (entries.some((entry) => pattern.test(entry.name))) throw notText(`The file is ${name}.`, fix);
  }
  if (entries.some(({ name }) => name === "[Content_Types].xml")) return { kind: "workbook", bytes, entries };
  const [data, ...more] = entries.filter(({ name }) => !aside.test(name));
  if (data !== undefined && more.length === 0) {
    return { kind: "file", name: data.name, content: contentOf(data) };
  }
  const names = [data, ...more].slice(0, 5).map((entry) => entry?.name);
  throw new InputError(
    data === undefined
      ? "The ZIP archive holds no file of data."
      : `The ZIP archive holds ${more.length + 1} files: ${names.join(", ")}${more.length > 4 ? " and more" : ""}.`,
    { code: "csv.no-table", line: 1, column: 1, fix: "Unpack it and send the file that holds the series." },
  );
}
