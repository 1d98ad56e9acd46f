// Files in pieces: their beginning, and all of one.
import { maximumBytes, tooManyBytes } from "../csv/decode-text.ts";

export type Content = Uint8Array | AsyncIterable<Uint8Array>;

/** The beginning, and all pieces once more from the first. */
export async function peek(
  content: Content,
  bytes: number,
): Promise<{ head: Uint8Array; pieces: AsyncIterable<Uint8Array> }> {
  if (content instanceof Uint8Array) return { head: content.subarray(0, bytes), pieces: only(content) };
  const rest = content[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  for (let length = 0; length < bytes; ) {
    const { done, value } = await rest.next();
    if (done === true) break;
    first.push(value);
    length += value.length;
  }
  const head = first.length === 1 ? first[0]! : Buffer.concat(first);
  return { head: head.subarray(0, bytes), pieces: continued(first, rest) };
}

async function* only(piece: Uint8Array): AsyncGenerator<Uint8Array> {
  yield piece;
}

/** The source is told when nobody reads on. */
export async function* continued(
  first: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* first;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

/**
 * One piece is not copied.
 * @param fix for too much
 * @throws InputError csv.too-long, as soon as it is too much
 */
export async function joined(pieces: AsyncIterable<Uint8Array>, fix?: string): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    bytes += piece.length;
    if (bytes > maximumBytes) throw tooManyBytes(fix);
    all.push(piece);
  }
  return all.length === 1 ? all[0]! : Buffer.concat(all);
}
