// What is known of a model without loading it: its name, its parameters and what it takes.
import type { RawParameters } from "../../core/contract.ts";
import type * as z from "zod";

export interface ModelDescription<Schema extends z.ZodObject = z.ZodObject> {
  /** As the parameter `model` names it. Kebab-case. */
  name: string;
  /** One line, without a full stop. */
  summary: string;
  /** Its own parameters only: kebab-case, each with a description that gives unit and meaning. */
  parameters: Schema;
  /** Those of `commonNames` that have an effect; all when absent. */
  common?: readonly string[];
  minimumRows: number;
  maximumRows: number;
  /** Raw parameters to what the schema takes, for a schema that does not read text itself. */
  prepare?(raw: RawParameters): Record<string, unknown>;
  /** Further columns of the file that the parameters name; each is a column of the history and of the future. */
  columns?(parameters: z.infer<Schema>): readonly string[];
  /** How to fix a negative value, where the model can take none with these parameters. */
  negativeFix?(parameters: z.infer<Schema>): string | undefined;
  /**
   * For a backtest: what replaces parameters that say more than was known when the history ended; undefined leaves one
   * out.
   * @param last date of the history, in seconds since the epoch
   */
  knownAt?(
    parameters: z.infer<Schema>,
    last: number,
  ): Readonly<Record<string, string | number | boolean | undefined>>;
  /**
   * Checks what one parameter alone does not show.
   * @throws InputError
   */
  check?(parameters: z.infer<Schema>): void;
}

export function defineDescription<Schema extends z.ZodObject>(
  description: ModelDescription<Schema>,
): ModelDescription<Schema> {
  return description;
}
