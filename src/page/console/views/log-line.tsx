// One log entry: time, severity and text; all its fields when it is opened.
import { useState } from "preact/hooks";
import type { LogEntry } from "../../../console/contract/operations.ts";
import { query, view } from "../state/paths.ts";
import { Facts } from "../parts/facts.tsx";
import type { Tone } from "../parts/tone.ts";

const tones: Readonly<Record<string, Tone>> = {
  WARNING: "warn",
  ERROR: "bad",
  CRITICAL: "bad",
  ALERT: "bad",
  EMERGENCY: "bad",
};

export function LogLine({ entry }: { entry: LogEntry }) {
  const { timestamp, severity, message, revision, execution, task, fields, labels, trace, input, run } =
    entry;
  // Hundreds of lines are there, and few are opened.
  const [isOpen, setOpen] = useState(false);
  const place =
    execution === undefined ? revision : `${execution}${task === undefined ? "" : ` task ${task}`}`;
  const further = { ...fields, ...(Object.keys(labels).length > 0 && { labels }), ...(trace && { trace }) };
  return (
    <li class={`log-line ${tones[severity] ?? ""}`}>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <time dateTime={timestamp} title={timestamp}>
            {timestamp.slice(11, 23)}
          </time>
          <span class="severity">{severity}</span>
          <span class="message">{message || JSON.stringify(fields)}</span>
        </summary>
        {isOpen && (
          <>
            <Facts
              facts={[
                ["time", timestamp],
                ["from", place],
                ["file", input && <Only name="file" value={input} />],
                ["run", run && <Only name="run" value={run} />],
              ]}
            />
            <pre class="details" tabIndex={0}>
              {JSON.stringify(further, undefined, 2)}
            </pre>
          </>
        )}
      </details>
    </li>
  );
}

/** To the log of one file or run alone. */
const Only = ({ name, value }: { name: string; value: string }) => (
  <a href={view("logs") + query({ [name]: value })} title={`Only what is about this ${name}`}>
    {value}
  </a>
);
