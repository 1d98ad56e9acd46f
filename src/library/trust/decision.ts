// One thing that a configuration decides, and how it is told. Apart from what finds it: every start of a command loads this.
import { inOneLine } from "../../core/quote.ts";

export interface Decision {
  /** Dotted: `service.vpc`. */
  setting: string;
  /** As it stands in the file. */
  value: unknown;
  /** What it decides, in words that go behind it. */
  means: string;
}

/** `model "./model.ts": its code runs on this machine`; whole, since the end of a command may be what matters. */
export const decisionWords = ({ setting, value, means }: Decision): string =>
  `${setting} ${inOneLine(JSON.stringify(value))}: ${means}`;
