// A table that becomes cards where the page is narrow.
import type { ComponentChildren } from "preact";

export interface Column<Row> {
  name: string;
  /** Numbers stand to the right. */
  isNumber?: boolean;
  /** The first is the row's own name. */
  cell: (row: Row) => ComponentChildren;
  class?: string;
}

export const Table = <Row,>({
  caption,
  columns,
  rows,
  keyOf,
  isPlain = false,
}: {
  /** Read by screen readers; the heading above shows it to others. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** Close rows of figures, which stay a table on a narrow page too. */
  isPlain?: boolean;
}) => (
  <div class="table-box" {...(isPlain && { tabIndex: 0, role: "region", "aria-label": caption })}>
    <table class={isPlain ? "table plain" : "table"}>
      <caption class="unseen">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ name, isNumber }) => (
            <th key={name} scope="col" class={isNumber ? "number" : undefined}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map(({ name, isNumber, cell, class: extra }, index) => {
              const classes = [isNumber && "number", extra].filter(Boolean).join(" ") || undefined;
              return index === 0 ? (
                <th key={name} scope="row" class={classes}>
                  {cell(row)}
                </th>
              ) : (
                <td key={name} class={classes} data-name={name}>
                  <div>{cell(row)}</div>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
