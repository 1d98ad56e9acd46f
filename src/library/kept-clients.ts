// Clients that stay open between operations, for a process that does many: each new set opens its channels anew and leaves much
// to collect.
import type { Clients } from "../provision/google/clients.ts";

export interface KeptClients {
  /** @param key tells to what they are connected; of another one new clients are opened */
  using<T>(key: string, open: () => Clients, work: (clients: Clients) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

interface Kept {
  key: string;
  clients: Clients;
  users: number;
}

export function createKeptClients(): KeptClients {
  let current: Kept | undefined;
  /** Whoever leaves last closes what is no more in use. */
  const left = async (kept: Kept): Promise<void> => {
    kept.users -= 1;
    if (kept.users === 0 && kept !== current) await kept.clients.close();
  };
  async function replaced(by: Kept | undefined): Promise<void> {
    const old = current;
    current = by;
    if (old?.users === 0) await old.clients.close();
  }
  return {
    async using(key, open, work) {
      if (current?.key !== key) await replaced({ key, clients: open(), users: 0 });
      const kept = current!;
      kept.users += 1;
      try {
        return await work(kept.clients);
      } finally {
        await left(kept);
      }
    },
    close: () => replaced(undefined),
  };
}
