// Every command, in the order of the help. Each file is loaded only when it is asked for.
import type { Command } from "./command.ts";

// A command is generic in its options and its result; the table only hands both back to the command itself.
type Loader = () => Promise<unknown>;

const loaders = {
  up: async () => (await import("../commands/up/command.ts")).up,
  predict: async () => (await import("../commands/predict/command.ts")).predict,
  check: async () => (await import("../commands/check/command.ts")).check,
  backtest: async () => (await import("../commands/backtest/command.ts")).backtest,
  models: async () => (await import("../commands/models/command.ts")).models,
  logs: async () => (await import("../commands/logs/command.ts")).logs,
  dlq: async () => (await import("../commands/dlq/command.ts")).dlq,
  status: async () => (await import("../commands/status/command.ts")).status,
  outputs: async () => (await import("../commands/outputs/command.ts")).outputs,
  deploy: async () => (await import("../commands/deploy/command.ts")).deploy,
  rollback: async () => (await import("../commands/rollback/command.ts")).rollback,
  revisions: async () => (await import("../commands/revisions/command.ts")).revisions,
  plan: async () => (await import("../commands/plan/command.ts")).plan,
  down: async () => (await import("../commands/down/command.ts")).down,
  doctor: async () => (await import("../commands/doctor/command.ts")).doctor,
  init: async () => (await import("../commands/init/command.ts")).init,
} satisfies Record<string, Loader>;

export const commandNames: readonly string[] = Object.keys(loaders);

export async function loadCommand(name: string): Promise<Command | undefined> {
  if (!Object.hasOwn(loaders, name)) return undefined;
  return (await loaders[name as keyof typeof loaders]()) as unknown as Command;
}

export const loadAllCommands = async (): Promise<Command[]> =>
  (await Promise.all(commandNames.map(loadCommand))) as Command[];
