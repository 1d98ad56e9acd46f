// The form of a model and its parameters, made of what the models say of themselves; only what was changed is sent.
import type { ModelsAnswer, ParameterView } from "../../../../console/contract/forecasts.ts";
import { useId, useMemo } from "preact/hooks";
import { Button } from "../../parts/button.tsx";

type Given = Readonly<Record<string, string>>;
type Change = (changed: Readonly<Record<string, string | undefined>>) => void;

/** What most forecasts need; all others are folded away. */
const first = ["horizon", "frequency", "interval"];
const columnNames = ["date", "target", "id"];

export function ParameterForm({
  models: { models, common, defaultModel },
  given,
  onChange,
  columns,
}: {
  models: ModelsAnswer;
  given: Given;
  onChange: Change;
  /** Of the files in hand, as suggestions. */
  columns: readonly string[];
}) {
  const id = useId();
  const name = given["model"] ?? defaultModel;
  const model = models.find((each) => each.name === name) ?? models[0];
  const used = useMemo(
    () =>
      common.filter(
        (each) => each.name !== "model" && (model === undefined || model.common.includes(each.name)),
      ),
    [common, model],
  );
  const pick = (names: readonly string[]) =>
    names.flatMap((wanted) => used.find((each) => each.name === wanted) ?? []);
  const rest = used.filter((each) => ![...first, ...columnNames].includes(each.name));
  const shared = { given, onChange, columns };
  const changed = Object.keys(given).length;
  return (
    <form class="form" onSubmit={(event) => event.preventDefault()}>
      <div class="field">
        <label for={`${id}-model`}>Model</label>
        <select
          id={`${id}-model`}
          value={name}
          aria-describedby={`${id}-about`}
          onChange={(event) => {
            const chosen = event.currentTarget.value;
            // What only the former model takes would be refused, or do nothing.
            const own = Object.fromEntries((model?.own ?? []).map((each) => [each.name, undefined]));
            onChange({ ...own, model: chosen === defaultModel ? undefined : chosen });
          }}
        >
          {models.map((each) => (
            <option key={each.name} value={each.name}>
              {each.name === defaultModel ? `${each.name} (as usual)` : each.name}
            </option>
          ))}
        </select>
        <p id={`${id}-about`} class="help">
          {model?.summary}.
        </p>
      </div>
      <Fields parameters={pick(first)} {...shared} />
      <Group title="Columns" parameters={pick(columnNames)} {...shared} />
      {model !== undefined && model.own.length > 0 && (
        <Group title={`Only of ${model.name}`} parameters={model.own} {...shared} />
      )}
      <Group title="Reading the file, gaps and times" parameters={rest} {...shared} />
      {changed > 0 && (
        <Button
          kind="bare"
          onPress={() => onChange(Object.fromEntries(Object.keys(given).map((each) => [each, undefined])))}
        >
          All as usual again
        </Button>
      )}
    </form>
  );
}

interface FieldsProps {
  parameters: readonly ParameterView[];
  given: Given;
  onChange: Change;
  columns: readonly string[];
}

function Group({ title, ...props }: FieldsProps & { title: string }) {
  const changed = props.parameters.filter(({ name }) => props.given[name] !== undefined).length;
  if (props.parameters.length === 0) return null;
  return (
    <details class="group" open={changed > 0 ? true : undefined}>
      <summary>
        {title} {changed > 0 && <span class="pill">{changed}</span>}
      </summary>
      <Fields {...props} />
    </details>
  );
}

const Fields = ({ parameters, ...rest }: FieldsProps) => (
  <>
    {parameters.map((parameter) => (
      <Field key={parameter.name} parameter={parameter} {...rest} />
    ))}
  </>
);

function Field({
  parameter: { name, description, kind, choices, default: usual, minimum, maximum },
  given,
  onChange,
  columns,
}: Omit<FieldsProps, "parameters"> & { parameter: ParameterView }) {
  const id = useId();
  const value = given[name] ?? "";
  const set = (next: string) => onChange({ [name]: next.trim() === "" ? undefined : next });
  const options = kind === "boolean" ? ["true", "false"] : choices;
  const words = (option: string) => (kind === "boolean" ? { true: "yes", false: "no" }[option] : option);
  const isColumn = columnNames.includes(name) || /column/i.test(description.split(".")[0]!);
  const range = minimum !== undefined && maximum !== undefined ? `${minimum} to ${maximum}` : undefined;
  return (
    <div class="field">
      <label for={id}>
        <code>{name}</code>
      </label>
      {options !== undefined ? (
        <select
          id={id}
          value={value}
          aria-describedby={`${id}-help`}
          onChange={(event) => set(event.currentTarget.value)}
        >
          <option value="">{usual === undefined ? "as usual" : `as usual: ${words(usual) ?? usual}`}</option>
          {options.map((option) => (
            <option key={option} value={option}>
              {words(option)}
            </option>
          ))}
        </select>
      ) : (
        <>
          <input
            id={id}
            type="text"
            {...(kind === "integer" && { inputMode: "numeric" as const, pattern: "[0-9]+" })}
            {...(kind === "number" && { inputMode: "decimal" as const })}
            value={value}
            placeholder={usual ?? (range === undefined ? "as usual" : `as usual; ${range}`)}
            spellcheck={false}
            autocomplete="off"
            aria-describedby={`${id}-help`}
            {...(isColumn && columns.length > 0 && { list: `${id}-columns` })}
            onInput={(event) => set(event.currentTarget.value)}
          />
          {isColumn && columns.length > 0 && (
            <datalist id={`${id}-columns`}>
              {columns.map((column) => (
                <option key={column} value={column} />
              ))}
            </datalist>
          )}
        </>
      )}
      <p id={`${id}-help`} class="help">
        {description}
      </p>
    </div>
  );
}
