import { describe, expect, it } from "vitest";
import { renderCost } from "../../../../src/cli/screen/cost.ts";
import { viewOf } from "../../../../src/cli/shell/view.ts";
import { parseConfig, type ConfigInput } from "../../../../src/core/config.ts";
import { costOf } from "../../../../src/library/stack/cost.ts";
import { fakeIo } from "../support.ts";

const io = fakeIo();
const view = viewOf(io.stdout, io, true);
const google = { target: "gcp", project: "my-project" } as const;

const rendered = (input: ConfigInput, verbose = false) =>
  renderCost(costOf(parseConfig(input, "test"), {}), view, { verbose });

describe("the cost", () => {
  it("is three lines on Google Cloud", () => {
    expect(rendered(google)).toMatchInlineSnapshot(`
      "Cost, estimated: $0.01 a month at rest, $0.17 per 1,000 forecasts of 5 s, up to $907 a month at all limits.
        What goes to the job is on top: $0.14 for an hour of one task.
        List prices of 2026-11 for us-central1, tier 1; the monthly free tier, 36,000 such forecasts, is not taken off."
    `);
  });

  it("is one line on the local cloud, which costs nothing", () => {
    expect(rendered({})).toMatchInlineSnapshot(
      `"Cost: nothing here; on Google Cloud $0.01 a month at rest, $0.17 per 1,000 forecasts of 5 s, up to $907 a month at all limits."`,
    );
  });

  it("says so when the table does not know the region", () => {
    expect(rendered({ ...google, region: "mars-north1" })).toMatch(/mars-north1 is not in the price table/);
  });

  it("is taken apart with --verbose, with where each price is from", () => {
    expect(rendered({ ...google, service: { minInstances: 1 } }, true)).toMatchInlineSnapshot(`
      "Cost, estimated: $13.40 a month at rest, $0.17 per 1,000 forecasts of 5 s, up to $907 a month at all limits.
        What goes to the job is on top: $0.14 for an hour of one task.
        List prices of 2026-11 for us-central1, tier 1; the monthly free tier, 36,000 such forecasts, is not taken off.

      A month at rest               $13.40
        CPU kept warm               $6.70     2,678,400 vCPU-second    recalled
        memory kept warm            $6.70     2,678,400 GiB-second     recalled
        container image             $0.01     0.1 GB-month             recalled
      1,000 forecasts               $0.17
        CPU                         $0.12     5,000 vCPU-second        documented
        memory                      $0.013    5,000 GiB-second         documented
        requests                    $0.0004   1,000 request            documented
        Pub/Sub                     $0.00015  0.00381 GiB of messages  recalled
        events                      <$0.0001  0.00143 GiB of messages  recalled
        storage writes              $0.02     4,000 operation          recalled
        looks for results           $0.0093   1,857 operation          recalled
        storage reads               $0.0012   3,000 operation          recalled
        storage                     $0.0046   0.2 GB-month             recalled
        logs                        $0.00095  0.00191 GiB              recalled
      An hour of a task of the job  $0.14
        CPU                         $0.13     7,200 vCPU-second        documented
        memory                      $0.014    7,200 GiB-second         recalled
      A month at all limits         $907
        CPU                         $643      26,784,000 vCPU-second   documented
        memory                      $66.96    26,784,000 GiB-second    documented
        requests                    $2.14     5,356,800 request        documented
        Pub/Sub                     $0.80     20.4 GiB of messages     recalled
        events                      $0.30     7.66 GiB of messages     recalled
        storage writes              $108      21,427,200 operation     recalled
        looks for results           $49.74    9,948,343 operation      recalled
        storage reads               $6.43     16,070,400 operation     recalled
        storage                     $24.64    1,071 GB-month           recalled
        logs                        $5.11     10.2 GiB                 recalled
        container image             $0.01     0.1 GB-month             recalled

      Assumes 5 s and 200 kB (input and result, kept a month) for each forecast.
      Not counted: network traffic out of Google's network, objects kept longer than a month, images of earlier builds, taxes, discounts.
      "recalled" prices have not been confirmed on Google's pages."
    `);
  });
});
