// Clients that stay open between operations, for a process that does many: each new set opens its channels anew and leaves much
// to collect.
// The package's types name this file, and must not name Google's clients, whose types nobody who installs it has.

export interface Closable {
  close(): Promise<unknown>;
}

export interface KeptClients {
  /** @param key tells to what they are connected, and so of which type they are; of another one new clients are opened */
  using<C extends Closable, T>(key: string, open: () => C, work: (clients: C) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

interface Kept {
  key: string;
  clients: Closable;
  users: number;
}

export function createKeptClients(): KeptClients {
  let current: Kept | undefined;
  /** Whoever leaves last closes what is no more in use. */
  const left = async (kept: Kept): Promise<void> => {
    kept.users -= 1;
    if (kept.users === 0 && kept !== current) await kept.clients.close();
  };
  return {
    async using(key, open, work) {
      const old = current?.key === key ? undefined : current;
      if (current?.key !== key) current = { key, clients: open(), users: 0 };
      // Before anything is waited for: meanwhile others may replace them.
      const kept = current!;
      kept.users += 1;
      try {
        if (old?.users === 0) await old.clients.close();
        return await work(kept.clients as ReturnType<typeof open>);
      } finally {
        await left(kept);
      }
    },
    async close() {
      const old = current;
      current = undefined;
      if (old?.users === 0) await old.clients.close();
    },
  };
}
