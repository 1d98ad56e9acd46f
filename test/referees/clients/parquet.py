# Parquet of Python's programs: `write FOLDER` writes files and prints which lines they hold, `read FOLDER` reads forecasts and
# prints what they are taken for. The last line is JSON.
import datetime as dt
import decimal
import json
import sys

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

days = [dt.date(2024, 1, day + 1) for day in range(5)]
times = [dt.datetime(2024, 1, day + 1, 6, 30, 15) for day in range(5)]
moments = [time.replace(tzinfo=dt.timezone.utc) for time in times]
number = decimal.Decimal


def cell(value):
    """As docs/files.md says that values become text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S" if value.tzinfo is None else "%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, decimal.Decimal):
        return format(value, "f").rstrip("0").rstrip(".") if "." in format(value, "f") else format(value, "f")
    return str(value)


expected = {}


def note(name, columns):
    """Columns by their names, without those that are left out."""
    rows = zip(*columns.values(), strict=True)
    # A row without any value is an empty line.
    lines = ["" if all(value is None for value in row) else ",".join(map(cell, row)) for row in rows]
    expected[name] = [",".join(columns)] + lines


def arrow(folder, name, columns, **options):
    pq.write_table(pa.table(columns), f"{folder}/{name}.parquet", **options)
    note(name, {key: column.to_pylist() for key, column in columns.items()})


def write(folder):
    # What an extract of BigQuery has: https://cloud.google.com/bigquery/docs/exporting-data#parquet_export_details
    digits = [number("1.100000001"), None, number("-12345678901234567890.123456789"), number("0"), number("7")]
    wide = [number("1.5"), None, number("-99999999999999999999999999.25"), number("0"), number("7")]
    arrow(folder, "bigquery", {
        "day": pa.array(days, pa.date32()),
        "time": pa.array(times, pa.timestamp("us")),
        "numeric": pa.array(digits, pa.decimal128(38, 9)),
        "bignumeric": pa.array(wide, pa.decimal256(76, 38)),
        "int64": pa.array([1, None, 3, 2**63 - 1, -(2**63)]),
        "float64": pa.array([1.5, None, -0.1, 3.0, 4.0]),
        "bool": pa.array([True, None, False, True, False]),
        "string": pa.array(["007", None, "é", "x", "y"]),
    })
    arrow(folder, "ids", {"id": pa.array([number(2**62 + n) for n in range(5)], pa.decimal128(38, 0)), "y": pa.array(range(5))})
    texts = ["abc", "abd", None, "abde", "d" * 300]
    for encoding in ["PLAIN", "DELTA_BYTE_ARRAY", "DELTA_LENGTH_BYTE_ARRAY"]:
        arrow(folder, encoding.lower(), {"text": pa.array(texts)}, use_dictionary=False, column_encoding={"text": encoding})
    arrow(folder, "strings", {
        "large": pa.array(texts, pa.large_string()),
        "view": pa.array(texts, pa.string_view()),
        "dictionary": pa.array(texts, pa.large_string()).dictionary_encode(),
    })
    arrow(folder, "split", {"y": pa.array([0.25 * n for n in range(500)])}, use_dictionary=False, column_encoding={"y": "BYTE_STREAM_SPLIT"})
    arrow(folder, "delta", {"y": pa.array([n * n - 500 for n in range(500)])}, use_dictionary=False, column_encoding={"y": "DELTA_BINARY_PACKED"}, data_page_version="2.0")
    arrow(folder, "groups", {"day": pa.array([days[0] + dt.timedelta(days=n) for n in range(500)]), "y": pa.array(range(500))}, row_group_size=37, data_page_size=100, write_page_index=True, write_page_checksum=True, compression="zstd")
    arrow(folder, "spark", {"time": pa.array(times, pa.timestamp("ns")), "y": pa.array(range(5))}, use_deprecated_int96_timestamps=True, flavor="spark")
    for unit in ["s", "ms", "us", "ns"]:
        arrow(folder, f"utc-{unit}", {"time": pa.array(moments, pa.timestamp(unit, "UTC")), "y": pa.array(range(5))})
    arrow(folder, "nothing", {"y": pa.array(range(5)), "none": pa.nulls(5)})

    periods = {"M": ["2024-01", "2024-02"], "Q-DEC": ["2023Q4", "2024Q1"], "Y-DEC": ["2023", "2024"], "D": ["2024-01-31", "2024-02-01"], "W-SUN": ["2024-01-29", "2024-02-05"], "W-MON": ["2024-01-30", "2024-02-06"]}
    for freq, texts in periods.items():
        frame = pd.DataFrame({"period": pd.PeriodIndex(texts, freq=freq), "y": [1, 2]})
        frame.to_parquet(f"{folder}/period-{freq}.parquet")
        note(f"period-{freq}", {"period": texts, "y": [1, 2]})
    frame = pd.DataFrame({"shop": pd.Categorical(["a", "b", "a", None, "b"]), "ds": times, "y": pd.array([1, 2, None, 4, 5], dtype="Int64")})
    frame.set_index(["shop", "ds"]).to_parquet(f"{folder}/index.parquet")
    note("index", {"shop": ["a", "b", "a", None, "b"], "ds": times, "y": [1, 2, None, 4, 5]})

    for codec in ["uncompressed", "snappy", "gzip", "brotli", "zstd", "lz4"]:
        pl.DataFrame({
            "day": days,
            "category": pl.Series(["a", "b", None, "a", "b"], dtype=pl.Categorical),
            "enum": pl.Series(["a", "b", None, "a", "b"], dtype=pl.Enum(["a", "b"])),
            "byte": pl.Series([255, 2, None, 4, 5], dtype=pl.UInt8),
            "list": [[1], [2], [3], [4], [5]],
            "record": [{"x": 1}] * 5,
        }).write_parquet(f"{folder}/polars-{codec}.parquet", compression=codec, row_group_size=2)
        note(f"polars-{codec}", {"day": days, "category": ["a", "b", None, "a", "b"], "enum": ["a", "b", None, "a", "b"], "byte": [255, 2, None, 4, 5]})
    for version in ["V1", "V2"]:
        duckdb.sql(f"""
            copy (select date '2024-01-01' + i::int as "day", (i * 1000000007)::hugeint as huge, (i / 4)::decimal(4, 2) as cents,
                  'a'::enum('a', 'b') as enum, [i] as list from range(5) r(i))
            to '{folder}/duckdb-{version}.parquet' (format parquet, compression zstd, parquet_version {version})""")
        note(f"duckdb-{version}", {"day": days, "huge": [i * 1000000007 for i in range(5)], "cents": [i / 4 for i in range(5)], "enum": ["a"] * 5})
    return expected


def read(folder):
    seen = {}
    for name in ["day", "time", "moment", "text"]:
        path = f"{folder}/{name}.parquet"
        frame = pd.read_parquet(path)
        seen[name] = {
            "pandas": str(frame["date"].dtype),
            "polars": str(pl.read_parquet(path)["date"].dtype),
            "duckdb": str(duckdb.sql(f"select date from '{path}'").types[0]),
            "others": [str(frame[column].dtype) for column in frame.columns[1:]],
            "first": [str(value) for value in frame.iloc[0]],
        }
    return seen


print(json.dumps({"write": write, "read": read}[sys.argv[1]](sys.argv[2])))
