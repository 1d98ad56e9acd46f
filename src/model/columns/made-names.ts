// Columns that say of themselves that they were made from another one: its bounds, its mean over time, its sum so far, what
// was forecast of it.
import { words } from "./column-names.ts";

/** What a name has more than that of the column it was made from: `sales_lag_7` beside `sales`. */
const made = new RegExp(
  [
    String.raw`\b(?:lag|ma|sma|ema|rolling|mean|avg|average) ?\d+\b|\b\d+ ?(?:d|w|m|days?|weeks?|months?)\b|%`,
    String.raw`\b(?:seasonally|adjusted|deseasonali[sz]ed|smoothed|sa|trend|seasonal|residual|resid)\b`,
    String.raw`\b(?:lower|upper|low|high|lo|hi|min|max|minimum|maximum|ci|conf|confidence|bound|limit|9[059])\b`,
    String.raw`\b(?:std|stdev|stddev|dev|deviation|standard|margin of|sd|se|stderr|error|err|uncertainty)\b`,
    String.raw`\b(?:lag|lagged|previous|prev|cumulative|cum|cumsum|running|ytd|rolling|moving|average|avg|mean|median|[se]?ma)\b`,
    String.raw`\b(?:fitted|forecast|predicted|prediction|pred|diff|change|chg|pct|percent|growth|yoy|mom|qoq|log|normali[sz]ed|scaled)\b`,
  ].join("|"),
  "g",
);

/** What the middle of several is called. */
const middle = /\b(?:value|values|actual|actuals|observed|mean|avg|average|median)\b/g;

/** Such a column was made from whatever stands beside it. */
const alone =
  /^(?:(?:lower|upper)(?: bound| limit| ci)?|(?:ci|conf) (?:low|lower|high|upper)|std|stdev|stddev|std dev|sd|se|stderr|std err|std error|standard error|standard deviation|margin of error|uncertainty|forecast|predicted|prediction|fitted|residual|resid)$/;

const without = (text: string, pattern: RegExp): string =>
  text.replaceAll(pattern, "").replaceAll(/\s+/g, " ").trim();

/** Of columns those that say of themselves that they were made from another one of these. */
export function madeNames(names: readonly string[]): ReadonlySet<string> {
  const coreOf = (name: string) => without(words(name), middle);
  const cores = new Map<string, number>();
  for (const core of names.map(coreOf)) cores.set(core, (cores.get(core) ?? 0) + 1);
  const isMade = (name: string): boolean => {
    const plain = words(name);
    const bare = without(plain, made);
    const own = coreOf(name) === bare ? 1 : 0;
    return alone.test(plain) || (bare !== plain && (cores.get(bare) ?? 0) > own);
  };
  return new Set(names.filter(isMade));
}
