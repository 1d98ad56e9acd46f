// Brings objects of the buckets into files of this machine.
import { withConnection } from "../connection.ts";
import type { StoredObject } from "../predict/buckets.ts";
import { fetchFile } from "../predict/transfer/fetch-file.ts";
import { contextOf } from "../runs/open-run.ts";
import type { Session } from "../session.ts";

export interface PlacedObject extends StoredObject {
  bucket: string;
}

export interface Fetch {
  object: PlacedObject;
  /** Of a file that is not there yet. */
  path: string;
}

export const fetchObjects = (session: Session, fetches: readonly Fetch[]): Promise<void> =>
  withConnection(session, async (connection) => {
    const cloud = contextOf(session, connection);
    const storage = await cloud.clients.storage();
    for (const { object, path } of fetches) {
      const { bucket, name, generation } = object;
      const source = storage.bucket(bucket).file(name, { generation: Number(generation) });
      await fetchFile(cloud, source, object, path);
    }
  });
