// Rows of text and numbers as a table that begins short, since thousands of lines would make a page slow.
import { useRef, useState } from "preact/hooks";
import { ShowMore } from "./show-more.tsx";

export interface RowsTableProps {
  /** For screen readers. */
  label: string;
  columns: readonly { name: string; isNumber?: boolean }[];
  rows: readonly (readonly (string | number | null)[])[];
  /** Rows that are shown at first. */
  first?: number;
}

export function RowsTable({ label, columns, rows, first = 100 }: RowsTableProps) {
  const [count, setCount] = useState(first);
  const box = useRef<HTMLDivElement>(null);
  return (
    <>
      <div ref={box} class="table-box" tabIndex={0} role="region" aria-label={label}>
        <table>
          <thead>
            <tr>
              {columns.map(({ name, isNumber }) => (
                <th key={name} scope="col" class={isNumber ? "number" : ""}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, count).map((cells, row) => (
              <tr key={row}>
                {cells.map((cell, column) => (
                  <td key={column} class={columns[column]?.isNumber ? "number" : "date"}>
                    {cell === null ? "" : String(cell)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ShowMore table={box} count={count} next={count * 10} of={rows.length} what="rows" onMore={setCount} />
    </>
  );
}
