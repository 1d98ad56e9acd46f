// Finds the values in a stream of JSON without reading them: the lines of NDJSON, or the elements of one array.

export interface SplitValue {
  bytes: Buffer;
  /** How many keys stand in it, of all its objects together. */
  keys: number;
}

export interface JsonSplitter {
  /** @returns the values that end in this piece */
  push(piece: Uint8Array): SplitValue[];
  /** @returns what is left: a number or word without an end, or undefined */
  end(): SplitValue | undefined;
  /** Whether all brackets are closed. */
  isWhole(): boolean;
}

/** @param level 0 for values one after the other, 1 for the elements of an array */
export function createJsonSplitter(level: 0 | 1): JsonSplitter {
  let depth = 0;
  let isInString = false;
  let isEscaped = false;
  let isOpen = false;
  let keys = 0;
  /** Of the value that is open: what came with earlier pieces. */
  let earlier: Uint8Array[] = [];

  return {
    push(piece) {
      const values: SplitValue[] = [];
      let from = 0;
      const close = (to: number) => {
        values.push({ bytes: Buffer.concat([...earlier, piece.subarray(from, to)]), keys });
        earlier = [];
        isOpen = false;
        keys = 0;
      };
      for (let at = 0; at < piece.length; at++) {
        const byte = piece[at]!;
        if (isInString) {
          if (isEscaped) isEscaped = false;
          else if (byte === 0x5c) isEscaped = true;
          else if (byte === 0x22) isInString = false;
          continue;
        }
        if (byte === 0x7d || byte === 0x5d) {
          // A number before the bracket ends here, an object or array behind it.
          if (isOpen && depth === level) close(at);
          depth--;
          if (isOpen && depth === level) close(at + 1);
          continue;
        }
        if (byte === 0x2c || byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)) {
          if (isOpen && depth === level) close(at);
          continue;
        }
        const opens = byte === 0x7b || byte === 0x5b;
        if (!isOpen && depth >= level) {
          isOpen = true;
          from = at;
        }
        if (opens) depth++;
        else if (byte === 0x22) isInString = true;
        else if (byte === 0x3a) keys++;
      }
      if (isOpen) earlier.push(piece.slice(from));
      return values;
    },
    end() {
      const rest = isOpen && depth === level ? { bytes: Buffer.concat(earlier), keys } : undefined;
      if (rest !== undefined) isOpen = false;
      return rest;
    },
    isWhole: () => depth === 0 && !isInString && !isOpen,
  };
}
