// Prices: what only a real project can confirm.
import type { Section } from "../row.ts";

export const prices: Section = {
  title: "Prices",
  rows: [
    {
      assumption: "`src/provision/cost/price-table.ts` holds today's list prices of tier 1 and 2",
      command:
        '`curl -s -H "Authorization: Bearer $(gcloud auth print-access-token)" \'https://cloudbilling.googleapis.com/v1/services/152E-C115-5142/skus?pageSize=5000\' | jq \'.skus[] | select(.serviceRegions | index("us-central1") or index("europe-west3")) | {description, serviceRegions, rates: .pricingInfo[0].pricingExpression.tieredRates}\'`',
      expected: "CPU, memory, idle and requests as in the table; then set `asOf`, and `source` to documented",
    },
    {
      assumption: "Messages, storage, operations, images and logs cost what the table says",
      command: "the pages that `priceTable.pages` lists",
      expected: "the same; then set `source` to documented",
    },
    {
      assumption: "1,000 forecasts cost what `plan` says",
      command: "a month's bill of a test project, over its number of forecasts",
      expected: "at most the figure of `plan --forecast-seconds` with the measured time",
    },
  ],
};
