// Why no table was found in a text.
import { plural } from "../../core/duration.ts";
import { InputError, type Place } from "../input-error.ts";

export function nothingLeft(skipRows: number | undefined): InputError {
  return skipRows
    ? new InputError(
        `Nothing is left of the file once ${plural(skipRows, "line")} at its start are skipped.`,
        {
          code: "csv.empty",
          line: 1,
          column: 1,
          fix: "Skip fewer lines: only those above the line with the names of the columns.",
        },
      )
    : new InputError("The file is empty.", {
        code: "csv.empty",
        line: 1,
        column: 1,
        fix: 'Send a CSV file whose first line is "date,y", with one row per date below it.',
      });
}

export function noDelimiter(place: Place): InputError {
  return new InputError("Only blanks separate the fields, and blanks may also stand inside of them.", {
    code: "csv.no-delimiter",
    ...place,
    fix: "Separate the fields with commas: `sed -E 's/^[[:blank:]]+//; s/[[:blank:]]+/,/g' in.txt > out.csv`.",
  });
}

export function quotedLines(place: Place): InputError {
  return new InputError("Each line stands in double quotes as a whole, so that it is one field.", {
    code: "csv.bad-quote",
    ...place,
    fix: 'Take the outer quotes away: `sed -E \'s/^"//; s/"(\\r?)$/\\1/; s/""/"/g\' in.csv > out.csv`.',
  });
}

/** Neither names nor dates say what the columns are. */
export function noHeader(place: Place, reason: string, example = "date,y"): InputError {
  return new InputError(
    `Line ${place.line} is data, and no line above it has the names of the columns. ${reason}`,
    {
      code: "csv.no-header",
      ...place,
      fix: `Put a line with the names of the columns above line ${place.line}, for example "${example}".`,
    },
  );
}
