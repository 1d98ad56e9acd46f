// What stands for one node in Terraform.
import type { Body } from "./hcl.ts";

export interface Exported {
  type: string;
  /** By which the provider imports it. */
  id: string;
  body: Body;
  /** What may not stand in the file: variables without a value, by name, with what they stand for. */
  secrets?: Readonly<Record<string, string>>;
}
