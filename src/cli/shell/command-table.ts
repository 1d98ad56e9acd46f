// Every command, in the order of the help. Each file is loaded only when it is asked for.
import type { Command, CommandGroup } from "./command.ts";

// A command is generic in its options and its result; the table only hands both back to the command itself.
type Loader = () => Promise<unknown>;

const loaders = {
  up: async () => (await import("../commands/up/command.ts")).up,
  predict: async () => (await import("../commands/predict/command.ts")).predict,
  runs: async () => (await import("../commands/runs/command.ts")).runs,
  check: async () => (await import("../commands/check/command.ts")).check,
  backtest: async () => (await import("../commands/backtest/command.ts")).backtest,
  models: async () => (await import("../commands/models/command.ts")).models,
  schedule: async () => (await import("../commands/schedule/command.ts")).schedule,
  logs: async () => (await import("../commands/logs/command.ts")).logs,
  dlq: async () => (await import("../commands/dlq/command.ts")).dlq,
  status: async () => (await import("../commands/status/command.ts")).status,
  outputs: async () => (await import("../commands/outputs/command.ts")).outputs,
  deploy: async () => (await import("../commands/deploy/command.ts")).deploy,
  rollback: async () => (await import("../commands/rollback/command.ts")).rollback,
  revisions: async () => (await import("../commands/revisions/command.ts")).revisions,
  plan: async () => (await import("../commands/plan/command.ts")).plan,
  down: async () => (await import("../commands/down/command.ts")).down,
  export: async () => (await import("../commands/export/command.ts")).exporting,
  local: async () => (await import("../commands/local/command.ts")).local,
  doctor: async () => (await import("../commands/doctor/command.ts")).doctor,
  init: async () => (await import("../commands/init/command.ts")).init,
  trust: async () => (await import("../commands/trust/command.ts")).trust,
  config: async () => (await import("../commands/config/command.ts")).config,
} satisfies Record<string, Loader>;

export const commandNames: readonly string[] = Object.keys(loaders);

type Entry = Command | CommandGroup;

/** Undefined when there is none of that name. */
export const loadCommand = (name: string): Promise<Entry | undefined> => load(loaders, name);

export const loadSubcommand = (group: CommandGroup, word: string): Promise<Command | undefined> =>
  load(group.subcommands, word) as Promise<Command | undefined>;

export const loadSubcommands = async (group: CommandGroup): Promise<Command[]> =>
  (await Promise.all(Object.keys(group.subcommands).map((word) => loadSubcommand(group, word)))) as Command[];

export const loadAllCommands = async (): Promise<Entry[]> =>
  (await Promise.all(commandNames.map(loadCommand))) as Entry[];

async function load(table: Readonly<Record<string, Loader>>, name: string): Promise<Entry | undefined> {
  return Object.hasOwn(table, name) ? ((await table[name]!()) as Entry) : undefined;
}
