// Where the frames of a zstd file end (RFC 8878, section 3.1). Programs that pack on several processors write many, and
// Node's decoder drops all but the first without a word (nodejs/node#64741).

export interface FramePart {
  bytes: Uint8Array;
  /** Whether a frame ends with it. */
  isEnd: boolean;
}

const magic = 0xfd2fb528;
const isSkippable = (word: number): boolean => word >>> 4 === 0x184d2a5;

/** @returns what cuts a piece at the ends of frames; it throws a RangeError for what is no frame */
export function createFrameSplitter(): (piece: Uint8Array) => FramePart[] {
  let state: "magic" | "skippable" | "descriptor" | "block" = "magic";
  /** Bytes of a header, until they are as many as it needs. */
  let header: number[] = [];
  let needed = 4;
  /** Bytes to pass over. */
  let skip = 0;
  let isLast = false;
  let checksumBytes = 0;

  function readHeader(): void {
    const [first = 0, second = 0, third = 0, fourth = 0] = header;
    const word = (first | (second << 8) | (third << 16) | (fourth << 24)) >>> 0;
    header = [];
    switch (state) {
      case "magic":
        if (word !== magic && !isSkippable(word)) throw new RangeError("what follows the data is not zstd");
        isLast = false;
        state = word === magic ? "descriptor" : "skippable";
        needed = word === magic ? 1 : 4;
        return;
      case "skippable":
        skip = word;
        isLast = true;
        return;
      case "descriptor": {
        const isSingle = (first & 0x20) !== 0;
        const contentSize = [isSingle ? 1 : 0, 2, 4, 8][first >> 6]!;
        skip = (isSingle ? 0 : 1) + [0, 1, 2, 4][first & 3]! + contentSize;
        checksumBytes = (first & 4) === 0 ? 0 : 4;
        state = "block";
        needed = 3;
        return;
      }
      case "block":
        isLast = (first & 1) === 1;
        // A block of one byte again and again has only that byte.
        skip = (((first >> 1) & 3) === 1 ? 1 : word >>> 3) + (isLast ? checksumBytes : 0);
        return;
    }
  }

  return (piece) => {
    const parts: FramePart[] = [];
    let start = 0;
    for (let at = 0; at < piece.length; ) {
      if (skip === 0) {
        header.push(piece[at++]!);
        if (header.length === needed) readHeader();
      } else {
        const passed = Math.min(skip, piece.length - at);
        skip -= passed;
        at += passed;
      }
      if (isLast && skip === 0) {
        parts.push({ bytes: piece.subarray(start, at), isEnd: true });
        start = at;
        [state, needed, isLast] = ["magic", 4, false];
      }
    }
    if (start < piece.length) parts.push({ bytes: piece.subarray(start), isEnd: false });
    return parts;
  };
}
