// Every command, in the order of the help. What they say of themselves is a few lines each, so all are read at once: a file
// that is looked for by itself takes longer than it does. What a command does is loaded only when it runs.
import { backtest } from "../commands/backtest/command.ts";
import { check } from "../commands/check/command.ts";
import { completion } from "../commands/completion/command.ts";
import { config } from "../commands/config/command.ts";
import { console } from "../commands/console/command.ts";
import { deploy } from "../commands/deploy/command.ts";
import { dlq } from "../commands/dlq/command.ts";
import { doctor } from "../commands/doctor/command.ts";
import { down } from "../commands/down/command.ts";
import { exporting } from "../commands/export/command.ts";
import { init } from "../commands/init/command.ts";
import { load } from "../commands/load/command.ts";
import { local } from "../commands/local/command.ts";
import { logs } from "../commands/logs/command.ts";
import { metrics } from "../commands/metrics/command.ts";
import { models } from "../commands/models/command.ts";
import { outputs } from "../commands/outputs/command.ts";
import { plan } from "../commands/plan/command.ts";
import { predict } from "../commands/predict/command.ts";
import { revisions } from "../commands/revisions/command.ts";
import { rollback } from "../commands/rollback/command.ts";
import { runs } from "../commands/runs/command.ts";
import { schedule } from "../commands/schedule/command.ts";
import { status } from "../commands/status/command.ts";
import { trust } from "../commands/trust/command.ts";
import { up } from "../commands/up/command.ts";
import type { Command, CommandGroup } from "./command.ts";

const commands = {
  up,
  predict,
  console,
  runs,
  check,
  backtest,
  models,
  schedule,
  logs,
  dlq,
  status,
  metrics,
  load,
  outputs,
  deploy,
  rollback,
  revisions,
  plan,
  down,
  export: exporting,
  local,
  doctor,
  init,
  trust,
  config,
  completion,
} satisfies Record<string, Pick<Command, "name">>;

export const commandNames: readonly string[] = Object.keys(commands);

type Entry = Command | CommandGroup;

// A command is generic in its options and its result; the table only hands both back to the command itself.
export const allCommands = Object.values(commands) as unknown as readonly Entry[];

/** Undefined when there is none of that name. */
export const findCommand = (name: string): Entry | undefined =>
  Object.hasOwn(commands, name) ? (commands as unknown as Record<string, Entry>)[name] : undefined;

/** Undefined when the group has none of that name. */
export const loadSubcommand = async (group: CommandGroup, word: string): Promise<Command | undefined> =>
  Object.hasOwn(group.subcommands, word) ? ((await group.subcommands[word]!()) as Command) : undefined;

export const loadSubcommands = async (group: CommandGroup): Promise<Command[]> =>
  (await Promise.all(Object.keys(group.subcommands).map((word) => loadSubcommand(group, word)))) as Command[];
