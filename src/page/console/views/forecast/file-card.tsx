// One file in hand: how it was read, what was fixed, what is wrong with it, and what has to be asked.
import type { CheckedUpload } from "../../../../console/contract/forecasts.ts";
import type { Choices } from "../../../../console/contract/errors.ts";
import { drop, type FileInHand } from "../../state/uploads.ts";
import { Badge, Progress } from "../../parts/bits.tsx";
import type { Tone } from "../../parts/tone.ts";
import { Button } from "../../parts/button.tsx";
import { Facts, type Fact } from "../../parts/facts.tsx";
import { FaultBox } from "../../parts/fault.tsx";
import { Icon } from "../../parts/icon.tsx";
import { bytes, count, plural } from "../../parts/words.ts";

interface Answering {
  given: Readonly<Record<string, string>>;
  onAnswer: (parameters: Readonly<Record<string, string | undefined>>) => void;
}

/** @param isBrief one of many: a line of what is believed */
export function FileCard({
  file,
  isBrief,
  ...answering
}: { file: FileInHand; isBrief: boolean } & Answering) {
  const { name, bytes: size, sent, upload, checked, fault, isChecking } = file;
  const { tone, words } = stateOf(file);
  return (
    <li class="file-card">
      <div class="file-head">
        <Icon name="file" />
        <span class="file-name">{name}</span>
        <span class="dim tabular">{bytes(size)}</span>
        <Badge tone={tone}>{words}</Badge>
        <Button kind="bare" icon="close" label={`Take out ${name}`} onPress={() => drop(file.key)} />
      </div>
      {upload === undefined && fault === undefined && (
        <Progress name={`Reading ${name}`} done={sent} of={1} />
      )}
      {fault !== undefined && <FaultBox fault={fault} />}
      <div class={isChecking && checked !== undefined ? "fading" : undefined}>
        {checked?.status === "ok" && <Belief checked={checked} isBrief={isBrief} />}
        {checked?.status === "failed" &&
          (checked.error.choices === undefined ? (
            <FaultBox fault={checked.error} isQuiet />
          ) : (
            <AskedAbout message={checked.error.message} choices={checked.error.choices} {...answering} />
          ))}
        {checked?.status === "unread" && (
          <p class="dim">Too large to be looked at here: the service says what it makes of it.</p>
        )}
      </div>
    </li>
  );
}

function stateOf({ upload, checked, fault }: FileInHand): { tone: Tone; words: string } {
  if (fault !== undefined) return { tone: "bad", words: "not read" };
  if (upload === undefined) return { tone: "busy", words: "reading" };
  if (checked === undefined) return { tone: "busy", words: "checking" };
  if (checked.status === "failed")
    return checked.error.choices === undefined
      ? { tone: "bad", words: "cannot be forecast" }
      : { tone: "warn", words: "a question" };
  if (checked.status === "unread") return { tone: "quiet", words: "not checked" };
  return checked.warnings.length > 0
    ? { tone: "warn", words: "fine, with notes" }
    : { tone: "good", words: "fine" };
}

function Belief({
  checked,
  isBrief,
}: {
  checked: Extract<CheckedUpload, { status: "ok" }>;
  isBrief: boolean;
}) {
  const { rows, values, from, to, frequency, columns, format, season, series, model, horizon } = checked;
  const facts: Fact[] = [
    ["Rows", values === rows ? count(rows) : `${count(rows)}, ${count(values)} with a value`],
    ["Series", series && count(series.count)],
    ["From", from],
    ["To", to],
    ["Frequency", frequency],
    ["Season", season === undefined || season === 1 ? undefined : plural(season, "row")],
    ["Dates", columns.date && `${columns.date}${format ? `: ${format.dates}` : ""}`],
    ["Values", columns.target && `${columns.target}${format ? `: ${format.numbers}` : ""}`],
    ["Ids", columns.id?.join(", ")],
    ["Model", model],
    ["Horizon", horizon === undefined ? undefined : plural(horizon, "row")],
  ];
  return (
    <>
      {isBrief ? (
        <p class="brief dim tabular">
          {plural(rows, "row")}
          {from !== undefined && `, ${from} to ${to}`}
          {frequency !== undefined && `, ${frequency}`}
          {horizon !== undefined && ` → ${plural(horizon, "row")} by ${model}`}
        </p>
      ) : (
        <Facts facts={facts} />
      )}
      {(checked.warnings.length > 0 || checked.suggestions.length > 0) && (
        <ul class="remarks">
          {checked.warnings.map((warning) => (
            <li key={warning} class="warn">
              {warning}
            </li>
          ))}
          {checked.suggestions.map((suggestion) => (
            <li key={suggestion}>{suggestion}</li>
          ))}
        </ul>
      )}
      {series !== undefined && series.faultCount > 0 && (
        <details>
          <summary>{plural(series.faultCount, "series", "series")} that the model cannot forecast</summary>
          <ul class="remarks">
            {series.faults.map(({ id, message, fallsBack }) => (
              <li key={id.join("\n")}>
                <b>{id.join(", ")}</b>: {message}{" "}
                {fallsBack && <span class="dim">A simpler model stands in.</span>}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** What is said of an answer often begins with the answer. */
function meaningBehind(value: string, meaning = value): string {
  return meaning.startsWith(value) ? meaning.slice(value.length) : ` ${meaning}`;
}

function AskedAbout({
  message,
  choices: { parameter, question, values, meanings, with: others = {} },
  given,
  onAnswer,
}: { message: string; choices: Choices } & Answering) {
  return (
    <fieldset class="question">
      <legend>{question}</legend>
      <p class="dim">{message}</p>
      {values.map((value, index) => (
        <Button
          key={value}
          isPressed={given[parameter] === value}
          onPress={() => onAnswer({ ...others, [parameter]: value })}
        >
          {value}
          <span class="dim">{meaningBehind(value, meanings?.[index])}</span>
        </Button>
      ))}
    </fieldset>
  );
}
