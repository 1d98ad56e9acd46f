// gzip, zstd and the deflated files of ZIP archives, unpacked while they arrive and stopped at a limit.
import { pipeline, Readable, type Duplex } from "node:stream";
import { createGunzip, createInflateRaw, createZstdDecompress } from "node:zlib";
import { InputError } from "../../input-error.ts";
import { createFrameSplitter, type FramePart } from "./zstd-frames.ts";
import { asPlainPanel, maximumBytes, tooManyBytes } from "../../csv/decode-text.ts";

export type Packing = "gzip" | "zstd" | "deflate";

/** Tables shrink to a tenth, repetitive ones to a hundredth; a bomb to a thousandth and less. */
const mostRatio = 300;

/** Less than that is no bomb, whatever its ratio. */
const harmlessBytes = 16 * 2 ** 20;

const chunkSize = 64 * 1024;

const openers: Record<Packing, () => Duplex> = {
  gzip: () => createGunzip({ chunkSize }),
  zstd: () => createZstdDecompress({ chunkSize }),
  deflate: () => createInflateRaw({ chunkSize }),
};

/**
 * Several members or frames one after the other are one file.
 * @param most bytes
 * @throws InputError csv.too-long as soon as it is too much, csv.broken for what is damaged or cut off
 */
export async function* unpack(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  packing: Packing,
  most = maximumBytes,
): AsyncGenerator<Uint8Array> {
  let [bytesIn, bytesOut] = [0, 0];
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      bytesIn += piece.length;
      yield piece;
    }
  }
  try {
    for await (const piece of packing === "zstd"
      ? frames(counted())
      : decoded(counted(), openers[packing]())) {
      bytesOut += piece.length;
      if (bytesOut > most) throw tooManyBytes(asPlainPanel, most);
      if (bytesOut > harmlessBytes && bytesOut > bytesIn * mostRatio) throw bomb();
      yield piece;
    }
  } catch (error) {
    throw isOfZlib(error) ? broken(packing, error) : error;
  }
}

async function* decoded(pieces: AsyncIterable<Uint8Array>, stream: Duplex): AsyncGenerator<Uint8Array> {
  // What is wrong with either comes out of the loop.
  pipeline(Readable.from(pieces), stream, () => {});
  yield* stream as AsyncIterable<Uint8Array>;
}

/** Each frame by a decoder of its own. */
async function* frames(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const cut = createFrameSplitter();
  async function* all(): AsyncGenerator<FramePart> {
    for await (const piece of pieces) yield* cut(piece);
  }
  const parts = all();
  try {
    for (let first = await parts.next(); first.done !== true; first = await parts.next()) {
      yield* decoded(frameFrom(first.value, parts), openers.zstd());
    }
  } finally {
    await parts.return(undefined);
  }
}

async function* frameFrom(first: FramePart, rest: AsyncIterator<FramePart>): AsyncGenerator<Uint8Array> {
  yield first.bytes;
  for (let isEnd = first.isEnd; !isEnd; ) {
    const { done, value } = await rest.next();
    // Node 22 takes what is cut off for the whole.
    if (done === true) throw new RangeError("unexpected end of file");
    yield value.bytes;
    isEnd = value.isEnd;
  }
}

const isOfZlib = (error: unknown): error is Error =>
  error instanceof RangeError ||
  (error instanceof Error && "code" in error && /^(?:Z_|ZSTD_)/.test(String(error.code)));

const bomb = (): InputError =>
  new InputError(`The file unpacks to more than ${mostRatio} times its size.`, {
    code: "csv.too-long",
    fix: "Unpack it yourself, see that it holds what you expect, and send the unpacked file.",
  });

const broken = (packing: Packing, cause: Error): InputError =>
  new InputError(
    `The file is ${packing === "deflate" ? "a ZIP archive" : packing} and cannot be unpacked: ${cause.message}.`,
    {
      code: "csv.broken",
      fix: "It was probably cut off on its way. Download or make the file again.",
      cause,
    },
  );
