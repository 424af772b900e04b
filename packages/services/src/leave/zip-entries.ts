import { once } from "node:events";
import type { Readable } from "node:stream";
import { crc32, createDeflateRaw } from "node:zlib";

export type ZipEntry = { name: string; chunks: AsyncIterable<string> };

/** Sizes and sums follow the data (bit 3), names are UTF-8 (bit 11): nothing has to be known before it is written. */
const FLAGS = 0x0808;
const DEFLATE = 8;

/** A ZIP as it is made, whatever its size (below 4 GB a file): one entry after the other, none of them ever held whole. */
export async function* zipEntries(entries: AsyncIterable<ZipEntry>, at: Date): AsyncGenerator<Buffer> {
  const stamp = dosTime(at);
  const directory: Buffer[] = [];
  let offset = 0;
  for await (const { name, chunks } of entries) {
    const label = Buffer.from(name, "utf8");
    const start = offset;
    const header = Buffer.concat([
      words([
        [0x04034b50, 4],
        [20, 2],
        [FLAGS, 2],
        [DEFLATE, 2],
        [stamp, 4],
        [0, 4],
        [0, 4],
        [0, 4],
      ]),
      words([
        [label.length, 2],
        [0, 2],
      ]),
      label,
    ]);
    yield header;
    const sums = { crc: 0, size: 0, packed: 0 };
    for await (const piece of deflate(chunks, sums)) yield piece;
    const facts = words([
      [sums.crc, 4],
      [sums.packed, 4],
      [sums.size, 4],
    ]);
    yield Buffer.concat([words([[0x08074b50, 4]]), facts]);
    offset += header.length + sums.packed + 16;
    directory.push(
      words([
        [0x02014b50, 4],
        [20, 2],
        [20, 2],
        [FLAGS, 2],
        [DEFLATE, 2],
        [stamp, 4],
      ]),
      facts,
      words([
        [label.length, 2],
        [0, 2],
        [0, 2],
        [0, 2],
        [0, 2],
        [0, 4],
        [start, 4],
      ]),
      label,
    );
  }
  const central = Buffer.concat(directory);
  const count = directory.length / 4;
  yield central;
  yield words([
    [0x06054b50, 4],
    [0, 2],
    [0, 2],
    [count, 2],
    [count, 2],
    [central.length, 4],
    [offset, 4],
    [0, 2],
  ]);
}

async function* deflate(
  chunks: AsyncIterable<string>,
  sums: { crc: number; size: number; packed: number },
): AsyncGenerator<Buffer> {
  const packer = createDeflateRaw();
  const feeding = (async () => {
    for await (const text of chunks) {
      const plain = Buffer.from(text, "utf8");
      sums.crc = crc32(plain, sums.crc);
      sums.size += plain.length;
      if (!packer.write(plain)) await once(packer, "drain");
    }
    packer.end();
  })();
  feeding.catch((error: Error) => packer.destroy(error));
  for await (const piece of packer as Readable & AsyncIterable<Buffer>) {
    sums.packed += piece.length;
    yield piece;
  }
  await feeding;
}

function words(values: [value: number, bytes: number][]): Buffer {
  const out = Buffer.alloc(values.reduce((sum, [, bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [value, bytes] of values) at = out.writeUIntLE(value, at, bytes);
  return out;
}

/** Two seconds precise, from 1980 on; the date in the upper half. */
function dosTime(at: Date): number {
  const date = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  return date * 0x10000 + time;
}
