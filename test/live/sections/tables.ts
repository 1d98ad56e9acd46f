// BigQuery: what only a real project can confirm.
import type { Section } from "../row.ts";

const table = "bq://$P.live.sales";

export const tables: Section = {
  title: "Tables of BigQuery",
  rows: [
    {
      assumption:
        "An extract with a wildcard and without header writes CSV parts `…-000000000000.csv` and on, a TIMESTAMP as `2024-01-31 00:00:00 UTC`, a DATETIME as `2024-01-31T00:00:00`",
      command: `\`bq --location=$REGION mk live\`, a table \`sales\` of 60 days with a column of each type, then \`npx cloud-runner predict ${table} --target-column y --project $P\``,
      expected:
        "a forecast; `gcloud storage cat gs://$INPUT/predict/RUN/sales.csv` shows the header and the rows",
    },
    {
      assumption: "A table of more than 1 GB is extracted in several parts, and composed to one object",
      command: `\`npx cloud-runner predict ${table.replace("sales", "large")} --detach --project $P\``,
      expected: "one object of the size of the rows; nothing below `predict/RUN/job-data/`",
    },
    {
      assumption:
        "The anonymous table of a query's result can be extracted, and its destination stands in the job",
      command: "`npx cloud-runner predict sales.sql --project $P` with `SELECT day, y FROM live.sales`",
      expected: "how many bytes it reads, then a forecast",
    },
    {
      assumption:
        "A dry run answers bytes, `statementType`, the schema of the result and the location, and is not billed",
      command: "the row before with `--max-bytes-billed 1`, and with `DROP TABLE live.sales` in the file",
      expected: "`bigquery.too-many-bytes`; `bigquery.no-select`; the table is still there",
    },
    {
      assumption: "A query over `maximumBytesBilled` ends with the reason `bytesBilledLimitExceeded`",
      command: "`bq query --nouse_legacy_sql --maximum_bytes_billed=1 'SELECT * FROM live.sales'`",
      expected: "that reason",
    },
    {
      assumption:
        "Parquet with required columns loads into nullable ones, DATE as DATE, a time that is not adjusted to UTC as DATETIME, one that is as TIMESTAMP, and WRITE_EMPTY makes the table",
      command: `\`npx cloud-runner predict days.csv hours.csv zones.csv -o bq://$P.live --project $P\`, \`bq show --schema $P:live.days_forecast\``,
      expected: "DATE, DATETIME and TIMESTAMP; all rows",
    },
    {
      assumption:
        "A job with an id that was there before answers 409, and `jobs.get` gives it by id and location",
      command:
        "end `predict` of the row before by `kill -9` while it loads, then `npx cloud-runner predict --resume RUN --project $P`",
      expected: "`bq ls --jobs` shows one load job a table",
    },
    {
      assumption: "WRITE_EMPTY on a table with rows ends with the reason `duplicate`",
      command:
        "insert a row into `live.other` while `predict days.csv -o bq://$P.live.other` waits for its forecast",
      expected: "`usage.output-exists`, and the row is still there",
    },
    {
      assumption:
        "Data in the US goes to buckets of any region, data in a region only to buckets of it, in the words that are looked for",
      command: "`bq --location=europe-west1 mk far`, then `bq extract` of a table of it to gs://$INPUT",
      expected: "`Cannot read and write in different locations`",
    },
    {
      assumption: "Refusals name permission and table or dataset in the words that are looked for",
      command:
        "the first row as an account without roles on the dataset, and without `roles/bigquery.jobUser`",
      expected: "the command in the error grants what is missing",
    },
  ],
};
