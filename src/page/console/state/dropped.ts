// What was dropped on the page: files, and folders with all that is in them, named from the folder on.

export interface NamedFile {
  name: string;
  file: Blob;
}

const mostFiles = 10_000;

export async function filesOf(transfer: DataTransfer): Promise<NamedFile[]> {
  // The list is empty once the event is over, so it is read before anything is waited for.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  const plain = [...transfer.files].map((file) => ({ name: file.name, file }));
  if (!entries.some((entry) => entry?.isDirectory === true)) return plain;
  const found: NamedFile[] = [];
  for (const entry of entries) if (entry !== null) await collect(entry, "", found);
  return found;
}

async function collect(entry: FileSystemEntry, folder: string, found: NamedFile[]): Promise<void> {
  if (found.length >= mostFiles || entry.name.startsWith(".")) return;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    found.push({ name: `${folder}${entry.name}`, file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A reader gives a hundred at a time.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return;
    for (const each of some) await collect(each, `${folder}${entry.name}/`, found);
  }
}
