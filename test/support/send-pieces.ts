// Sends a body of unannounced size, and hears an answer that comes before the body has ended.
import { request, type OutgoingHttpHeaders } from "node:http";
import { Readable } from "node:stream";

export function sendPieces(
  url: string,
  { method, headers = {}, size }: { method: string; headers?: OutgoingHttpHeaders; size: number },
): Promise<number> {
  const piece = Buffer.alloc(1024 * 1024);
  const body = Readable.from(
    (function* () {
      for (let left = size; left > 0; left -= piece.length) yield piece.subarray(0, left);
    })(),
  );
  return new Promise((resolve, reject) => {
    const sending = request(url, { method, headers, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode!);
      response.once("close", () => body.destroy());
    });
    sending.on("error", reject);
    body.pipe(sending);
  });
}
