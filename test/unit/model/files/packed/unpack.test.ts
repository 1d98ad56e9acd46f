// Packed files at the limits of what is no bomb, and what is said of those that are damaged.
import { deflateRawSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { unpack, type Packing } from "../../../../../src/model/files/packed/unpack.ts";
import { bytes, inputErrorOf } from "../../support.ts";

const pack = { gzip: gzipSync, zstd: zstdCompressSync, deflate: deflateRawSync } as const;
const packings = ["gzip", "zstd", "deflate"] as const;
const mebi = 2 ** 20;

async function lengthOf(input: Uint8Array, packing: Packing, most?: number): Promise<number> {
  let length = 0;
  for await (const piece of unpack([input], packing, most)) length += piece.length;
  return length;
}

describe.each(packings)("%s", (packing) => {
  test("is unpacked up to the limit, and not beyond", async () => {
    const packed = pack[packing](Buffer.alloc(1000, "a"));
    expect(await lengthOf(packed, packing, 1000)).toBe(1000);
    expect(await inputErrorOf(() => lengthOf(packed, packing, 999))).toMatchObject({ code: "csv.too-long" });
  });

  test("that unpacks to 16 MiB is no bomb, and to more is one", async () => {
    const harmless = pack[packing](Buffer.alloc(16 * mebi));
    expect(harmless.length).toBeLessThan((16 * mebi) / 300);
    expect(await lengthOf(harmless, packing)).toBe(16 * mebi);
    expect(await inputErrorOf(() => lengthOf(pack[packing](Buffer.alloc(17 * mebi)), packing))).toMatchObject(
      {
        code: "csv.too-long",
        message: "The file unpacks to more than 300 times its size.",
        fix: "Unpack it yourself, see that it holds what you expect, and send the unpacked file.",
      },
    );
  });

  test("that is cut off is to be made again", async () => {
    const packed = pack[packing](bytes("date,y\n2024-01-01,1\n".repeat(50)));
    const error = await inputErrorOf(() => lengthOf(packed.subarray(0, -9), packing));
    const name = packing === "deflate" ? "a ZIP archive" : packing;
    expect(error).toMatchObject({
      code: "csv.broken",
      message: expect.stringMatching(new RegExp(`^The file is ${name} and cannot be unpacked: .+\\.$`)),
      fix: "It was probably cut off on its way. Download or make the file again.",
    });
  });
});

/** Zeros and noise, so that the whole unpacks to about so many times its size. */
const ratio = (noise: number) => gzipSync(Buffer.concat([noiseOf(noise), Buffer.alloc(24 * mebi)]));

/** Bytes that do not pack. */
function noiseOf(length: number): Buffer {
  let state = 1;
  return Buffer.from(
    Array.from({ length }, () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) >>> 24),
  );
}

test.each([
  [40_000, true],
  [70_000, false],
])(
  "a bomb is what unpacks to more than 300 times its size: %i bytes beside 24 MiB of zeros",
  async (noise, isBomb) => {
    const packed = ratio(noise);
    expect((24 * mebi + noise) / packed.length > 300).toBe(isBomb);
    const code = await lengthOf(packed, "gzip").then(
      () => undefined,
      (error: unknown) => (error as { code: string }).code,
    );
    expect(code).toBe(isBomb ? "csv.too-long" : undefined);
  },
);

test("what a source throws is passed on as it is", async () => {
  const fault = new Error("gone");
  async function* source() {
    yield gzipSync("date,y\n").subarray(0, 5);
    throw fault;
  }
  const read = async () => {
    for await (const _ of unpack(source(), "gzip"));
  };
  await expect(read()).rejects.toBe(fault);
});
