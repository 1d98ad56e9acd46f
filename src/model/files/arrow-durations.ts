// Durations in Parquet stand there as whole numbers. Only the schema of Arrow beside them says what they count, as pandas,
// pyarrow and Polars write it: https://github.com/apache/arrow/blob/main/format/Schema.fbs

const durationType = 18;
const units = ["seconds", "milliseconds", "microseconds", "nanoseconds"];

/**
 * The columns of durations, and what each of them counts.
 * @param schema in base64, as Parquet has it under `ARROW:schema`
 */
export function durationsIn(schema: string): ReadonlyMap<string, string> {
  const bytes = Buffer.from(schema, "base64");
  const found = new Map<string, string>();
  try {
    // Old writers leave out the mark before the length.
    const start = bytes.readInt32LE(0) === -1 ? 8 : 4;
    const columns = tableAt(bytes, pointedAt(bytes, start)).table(2)?.vector(1) ?? [];
    for (const column of columns) {
      // Milliseconds are what is left out.
      const unit = units[column.table(3)?.byte(0) ?? 1];
      if (column.byte(2) === durationType && unit !== undefined) found.set(column.text(0), unit);
    }
  } catch (error) {
    // It is broken, and says nothing.
    if (!(error instanceof RangeError)) throw error;
  }
  return found;
}

interface Table {
  byte(field: number): number | undefined;
  text(field: number): string;
  table(field: number): Table | undefined;
  /** Of tables. */
  vector(field: number): Table[];
}

const pointedAt = (bytes: Buffer, at: number): number => at + bytes.readUInt32LE(at);

/** https://flatbuffers.dev/internals/ @throws RangeError for what leads out of the bytes */
function tableAt(bytes: Buffer, at: number): Table {
  const slots = at - bytes.readInt32LE(at);
  const size = bytes.readUInt16LE(slots);
  /** Undefined for a field that has its default. */
  const placeOf = (field: number): number | undefined => {
    const slot = 4 + 2 * field;
    const offset = slot < size ? bytes.readUInt16LE(slots + slot) : 0;
    return offset === 0 ? undefined : at + offset;
  };
  const follow = (field: number): number | undefined => {
    const place = placeOf(field);
    return place === undefined ? undefined : pointedAt(bytes, place);
  };
  return {
    byte(field) {
      const place = placeOf(field);
      return place === undefined ? undefined : bytes.readUInt8(place);
    },
    text(field) {
      const start = follow(field);
      return start === undefined
        ? ""
        : bytes.toString("utf8", start + 4, start + 4 + bytes.readUInt32LE(start));
    },
    table(field) {
      const place = follow(field);
      return place === undefined ? undefined : tableAt(bytes, place);
    },
    vector(field) {
      const start = follow(field);
      const items: Table[] = [];
      const count = start === undefined ? 0 : bytes.readUInt32LE(start);
      for (let item = 1; item <= count; item++)
        items.push(tableAt(bytes, pointedAt(bytes, start! + 4 * item)));
      return items;
    },
  };
}
