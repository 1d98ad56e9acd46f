import { describe, expect, test } from "vitest";
import { describeDateFormat } from "../../../../src/model/dates/date-format.ts";
import { InputError } from "../../../../src/model/input-error.ts";
import { find, found, read, wallOf, written } from "./support.ts";

describe("a column is read, and continued in its own style", () => {
  test.each<[cells: string[], first: string, next: [iso: string, text: string]]>([
    // ISO 8601
    [["20240131", "20240201"], "2024-01-31", ["2024-02-02", "20240202"]],
    [["20240131T1800"], "2024-01-31T18:00:00", ["2024-02-01T06:30:00", "20240201T0630"]],
    [["20240131T180000Z"], "2024-01-31T18:00:00", ["2024-02-01T06:30:00", "20240201T063000Z"]],
    [["2024-W05", "2024-W06"], "2024-01-29", ["2024-12-30", "2025-W01"]],
    [["2024W05", "2024W06"], "2024-01-29", ["2020-12-28", "2020W53"]],
    [["2024-W05-1", "2024-W05-2"], "2024-01-29", ["2024-02-04", "2024-W05-7"]],
    [["W05 2024", "W06 2024"], "2024-01-29", ["2024-02-12", "W07 2024"]],
    [["2024-031", "2024-032"], "2024-01-31", ["2024-12-31", "2024-366"]],
    [["2024-01-05T13:00:00,000"], "2024-01-05T13:00:00", ["2024-01-05T14:00:00", "2024-01-05T14:00:00,000"]],
    [["2024-01-05T24:00"], "2024-01-06", ["2024-01-06T01:00:00", "2024-01-06T01:00"]],
    [["2024-01-05 13"], "2024-01-05T13:00:00", ["2024-01-05T14:00:00", "2024-01-05 14"]],
    // Numbers with something between
    [["2024/1/5", "2024/1/6"], "2024-01-05", ["2024-11-12", "2024/11/12"]],
    [["2024.01.05"], "2024-01-05", ["2024-02-01", "2024.02.01"]],
    [["5.1.2024", "31.1.2024"], "2024-01-05", ["2024-02-01", "1.2.2024"]],
    [["05.01.24", "31.01.24"], "2024-01-05", ["2024-02-01", "01.02.24"]],
    [["2024. 1. 5.", "2024. 1. 31."], "2024-01-05", ["2024-02-01", "2024. 2. 1."]],
    [["01/02/2024", "31/01/2024"], "2024-02-01", ["2024-02-02", "02/02/2024"]],
    [["2/1/2024", "1/31/2024"], "2024-02-01", ["2024-02-02", "2/2/2024"]],
    [["4/18/1950 0130"], "1950-04-18T01:30:00", ["1950-04-18T13:45:00", "4/18/1950 1345"]],
    [["31.05.2024 13.45"], "2024-05-31T13:45:00", ["2024-06-01T00:00:00", "01.06.2024 00.00"]],
    [["2004-11-24-23", "2004-11-25-00"], "2004-11-24T23:00:00", ["2004-11-25T01:00:00", "2004-11-25-01"]],
    [["2024:01:05 13:45:00"], "2024-01-05T13:45:00", ["2024-01-06T00:00:00", "2024:01:06 00:00:00"]],
    [["13:45 31.01.2024"], "2024-01-31T13:45:00", ["2024-02-01T00:00:00", "00:00 01.02.2024"]],
    [
      ["2024-01-31 1:00 PM", "2024-01-31 12:00 AM"],
      "2024-01-31T13:00:00",
      ["2024-02-01T12:00:00", "2024-02-01 12:00 PM"],
    ],
    [["1/31/2024 1:00:00 p.m."], "2024-01-31T13:00:00", ["2024-02-01T01:00:00", "2/1/2024 1:00:00 a.m."]],
    [["2024-01-05 오후 3:04"], "2024-01-05T15:04:00", ["2024-01-06T03:04:00", "2024-01-06 오전 3:04"]],
    // Names
    [["15 janv. 2024", "15 févr. 2024", "15 mars 2024"], "2024-01-15", ["2024-08-15", "15 août 2024"]],
    [["5. März 2024", "6. März 2024"], "2024-03-05", ["2024-05-05", "5. Mai 2024"]],
    [["5 de enero de 2024"], "2024-01-05", ["2024-12-31", "31 de diciembre de 2024"]],
    [["5 января 2024 г."], "2024-01-05", ["2024-05-31", "31 мая 2024 г."]],
    [["2024年1月5日", "2024年1月6日"], "2024-01-05", ["2024-12-31", "2024年12月31日"]],
    [["2024年1月", "2024年2月"], "2024-01-01", ["2024-12-01", "2024年12月"]],
    [["2024년 4월 5일"], "2024-04-05", ["2024-12-31", "2024년 12월 31일"]],
    [["5 tháng 4, 2024"], "2024-04-05", ["2024-12-31", "31 tháng 12, 2024"]],
    [["Jan-20", "Feb-20", "Mar-20", "Apr-20"], "2020-01-01", ["2021-01-01", "Jan-21"]],
    [["1991 Jul", "1991 Aug"], "1991-07-01", ["1991-09-01", "1991 Sep"]],
    [["JUL 1991", "AUG 1991"], "1991-07-01", ["1991-09-01", "SEP 1991"]],
    [["July 1991", "August 1991"], "1991-07-01", ["1991-09-01", "September 1991"]],
    [["Jan 1 2000"], "2000-01-01", ["2000-02-10", "Feb 10 2000"]],
    [["Jan 1, 2000 3:05 PM"], "2000-01-01T15:05:00", ["2000-02-10T00:05:00", "Feb 10, 2000 12:05 AM"]],
    [["5th January 2024"], "2024-01-05", ["2024-01-22", "22nd January 2024"]],
    [["05-Jan-24", "31-Jan-24"], "2024-01-05", ["2024-02-01", "01-Feb-24"]],
    [["Friday, January 5, 2024"], "2024-01-05", ["2024-01-06", "Saturday, January 6, 2024"]],
    [["Mo 05.02.2024", "Di 06.02.2024"], "2024-02-05", ["2024-02-07", "Mi 07.02.2024"]],
    // Parts of a year
    [["2024Q1", "2024Q4"], "2024-01-01", ["2025-01-01", "2025Q1"]],
    [["1970 Q1"], "1970-01-01", ["1970-04-01", "1970 Q2"]],
    [["Q1 2024"], "2024-01-01", ["2025-04-01", "Q2 2025"]],
    [["4Q19", "1Q20"], "2019-10-01", ["2020-04-01", "2Q20"]],
    [["1T2024", "2T2024"], "2024-01-01", ["2025-01-01", "1T2025"]],
    [["2024-H1"], "2024-01-01", ["2024-07-01", "2024-H2"]],
    [["2024M01"], "2024-01-01", ["2024-10-01", "2024M10"]],
    [["202401", "202402"], "2024-01-01", ["2025-01-01", "202501"]],
    [["1/2024", "2/2024", "12/2024"], "2024-01-01", ["2025-01-01", "1/2025"]],
    [["1958", "1959"], "1958-01-01", ["1960-01-01", "1960"]],
    [["1958.0", "1959.0"], "1958-01-01", ["1960-01-01", "1960.0"]],
    [["FY2001", "FY2002"], "2001-01-01", ["2003-01-01", "FY2003"]],
    [["2019/2020", "2020/2021"], "2019-01-01", ["2021-01-01", "2021/2022"]],
    [["1959.0", "1959.25", "1959.5", "1959.75"], "1959-01-01", ["1960-04-01", "1960.25"]],
    [["1949.000", "1949.083", "1949.167"], "1949-01-01", ["1949-04-01", "1949.250"]],
    // Counted time
    [["1704067200", "1704070800"], "2024-01-01", ["2024-01-01T02:00:00", "1704074400"]],
    [["1704067200.0"], "2024-01-01", ["2024-01-01T02:00:00", "1704074400.0"]],
    [["1704067200000"], "2024-01-01", ["2024-01-01T02:00:00", "1704074400000"]],
    [["1704067200000000"], "2024-01-01", ["2024-01-01T02:00:00", "1704074400000000"]],
    [["1704067200000000000"], "2024-01-01", ["2024-01-01T02:00:00", "1704074400000000000"]],
    [["45292", "45293"], "2024-01-01", ["2024-01-03", "45294"]],
    [["45292.5", "45292.541666666664"], "2024-01-01T12:00:00", ["2024-01-01T18:00:00", "45292.75"]],
    // Zones
    [["2024-01-05 13:00 CET"], "2024-01-05T13:00:00", ["2024-01-05T14:00:00", "2024-01-05 14:00 CET"]],
    [
      ["Fri Jan 05 2024 00:00:00 GMT+0100 (CET)"],
      "2024-01-05",
      ["2024-01-06T00:00:00", "Sat Jan 06 2024 00:00:00 GMT+0100 (CET)"],
    ],
    [
      ["Fri, 05 Jan 2024 13:00:00 +0100"],
      "2024-01-05T13:00:00",
      ["2024-01-06T13:00:00", "Sat, 06 Jan 2024 13:00:00 +0100"],
    ],
    [["Fri Jan 05 00:00:00 CET 2024"], "2024-01-05", ["2024-01-06T00:00:00", "Sat Jan 06 00:00:00 CET 2024"]],
    [
      ["05/Jan/2024:13:55:36 +0100"],
      "2024-01-05T13:55:36",
      ["2024-01-05T14:00:00", "05/Jan/2024:14:00:00 +0100"],
    ],
  ])("%j", (cells, first, [iso, text]) => {
    const { format } = found(cells);
    expect(read(cells, format)[0]).toBe(first);
    expect(written(cells, format, [wallOf(iso)])).toEqual([text]);
    expect(structuredClone(format)).toEqual(format);
    expect(describeDateFormat(format)).toContain(", as ");
  });
});

test.each([
  ["dd/mm/yyyy", "03/04/2020"],
  ["a month or a quarter", "2014-2"],
  ["three orders", "03-04-05"],
])("%s of one cell is ambiguous", (_, text) => {
  const finding = find([text]);
  if (finding.kind !== "ambiguous") throw new Error(finding.kind);
  expect(finding.text).toBe(text);
  expect(new Set(finding.readings.map(({ iso }) => iso)).size).toBe(finding.readings.length);
  for (const { option, iso } of finding.readings) {
    const again = found([text], { format: option.replace("--date-format ", "").replaceAll('"', "") });
    expect(read([text], again.format)).toEqual([iso]);
  }
});

test("the even spacing wins, with a note", () => {
  const months = Array.from({ length: 30 }, (_, month) => new Date(Date.UTC(2020, month, 1)));
  const dayFirst = months.map(
    (date) => `01/${String(date.getUTCMonth() + 1).padStart(2, "0")}/${date.getUTCFullYear()}`,
  );
  const finding = found(dayFirst);
  expect(finding.format.patterns).toEqual(["dd/MM/yyyy"]);
  expect(finding.notes).toHaveLength(1);
  expect(finding.notes[0]).toContain("day/month/year");
});

test("what lies on no day of the other reading decides, once in a million", () => {
  const cells = [...Array.from({ length: 5000 }, (_, row) => `0${(row % 9) + 1}/05/2024`), "13/05/2024"];
  expect(found(cells).format.patterns).toEqual(["dd/MM/yyyy"]);
});

test.each([
  ["quarters", Array.from({ length: 40 }, (_, i) => `${2014 + Math.floor(i / 4)}-${(i % 4) + 1}`), "yyyy-Q"],
  ["months", Array.from({ length: 40 }, (_, i) => `${2014 + Math.floor(i / 12)}-${(i % 12) + 1}`), "yyyy-M"],
  [
    "fiscal years",
    Array.from({ length: 12 }, (_, i) => `${2000 + i}/${String(i + 1).padStart(2, "0")}`),
    "yyyy/ff",
  ],
  ["months of 2002", ["200201", "200202", "200203", "200204", "200205"], "yyyyMM"],
  [
    "months with a slash",
    Array.from(
      { length: 30 },
      (_, i) => `${2000 + Math.floor(i / 12)}/${String((i % 12) + 1).padStart(2, "0")}`,
    ),
    "yyyy/MM",
  ],
])("%s are told by their spacing", (_, cells, pattern) => {
  expect(found(cells).format.patterns).toEqual([pattern]);
});

test.each([
  ["by POSIX", ["Jan-98", "Jan-99", "Jan-00", "Jan-01"], "1998-01-01", 0],
  ["from 1960 on", ["Nov-60", "Nov-68", "Nov-69", "Nov-75"], "1960-11-01", 1],
  ["before 1969", ["Jan-61", "Feb-61", "Mar-61"], "1961-01-01", 1],
])("years of two digits follow one another: %s", (_, cells, first, notes) => {
  const finding = found(cells);
  expect(read(cells, finding.format)[0]).toBe(first);
  expect(finding.notes).toHaveLength(notes);
});

test("stray cells are set aside and counted", () => {
  const dates = Array.from({ length: 40 }, (_, day) => `${day + 1}.1.2024`).slice(0, 31);
  const finding = found(["Datum", ...dates, "Total", "Total"]);
  expect(finding.strayCount).toBe(3);
  expect(finding.strays).toEqual([
    { text: "Datum", count: 1 },
    { text: "Total", count: 2 },
  ]);
});

test.each([
  [["1", "2", "3"], "1"],
  [["12.5", "13.25"], "12.5"],
  [["Store 12", "Store 13"], "Store 12"],
  [["41_10_1", "41_10_2"], "41_10_1"],
  [["192.168.1.1"], "192.168.1.1"],
  [["31.01.2024", "x", "y"], "x"],
])("%j are no dates", (cells, text) => {
  expect(find(cells)).toMatchObject({ kind: "none", text });
});

test("days without a year are refused, and it is said why", () => {
  expect(find(["5-Jan", "6-Jan", "7-Jan"])).toMatchObject({
    kind: "none",
    reason: "The dates have no year.",
  });
});

test.each([[["24-Jan", "25-Jan", "26-Jan"]], [["Jan-20", "Jan-21", "Jan-22"]]])(
  "%j may be years or days, and that is asked",
  (cells) => {
    expect(find(cells)).toMatchObject({ kind: "none", reason: expect.stringContaining("--date-format %") });
  },
);

test("a month that two languages name alike is refused, unless other months tell them apart", () => {
  expect(find(["listopad 2023"])).toMatchObject({
    kind: "none",
    reason: expect.stringContaining("another language"),
  });
  const croatian = ["rujan 2023", "listopad 2023", "studeni 2023"];
  expect(read(croatian, found(croatian).format)).toEqual(["2023-09-01", "2023-10-01", "2023-11-01"]);
});

test("digits of other scripts are read", () => {
  const cells = ["٢٠٢٤/٠١/٠٥", "２０２４/０１/１３"];
  expect(read(cells, found(cells).format)).toEqual(["2024-01-05", "2024-01-13"]);
});

test("days that scatter over decades are not meant", () => {
  const cells = ["20-01-05", "20-01-09", "20-01-20", "20-01-22", "20-01-30"];
  expect(read(cells, found(cells).format)[0]).toBe("2020-01-05");
});

test.each<[string, string[], string]>([
  ["dates", ["31.01.2024"], "certain"],
  ["years in a row", ["1958", "1959", "1960"], "likely"],
  ["numbers like years", ["1958", "2011", "1822", "1999"], "possible"],
  ["hours as seconds", ["1704067200", "1704070800", "1704074400"], "likely"],
  ["numbers that Excel has too", ["45292", "45293", "45294"], "possible"],
])("how sure it is that a column holds dates: %s", (_, cells, certainty) => {
  expect(found(cells).certainty).toBe(certainty);
});

describe("--date-format", () => {
  test.each([
    ["%d.%m.%Y", "3.4.2024", "2024-04-03"],
    ["%m/%d/%y", "3/4/24", "2024-03-04"],
    ["%Y-%m-%dT%H:%M:%S%z", "2024-01-02T03:04:05+0100", "2024-01-02T03:04:05"],
    ["%d %B %Y", "3 mai 2024", "2024-05-03"],
    ["%Y%q", "20243", "2024-07-01"],
    ["%G-W%V-%u", "2024-W05-2", "2024-01-30"],
    ["dd.MM.yyyy", "03.04.2024", "2024-04-03"],
    ["DD.MM.YYYY HH:mm", "03.04.2024 05:06", "2024-04-03T05:06:00"],
    ["mm/dd/yyyy", "03/04/2024", "2024-03-04"],
    ["d MMMM yyyy 'um' H", "3 mai 2024 um 5", "2024-05-03T05:00:00"],
    ["unix-ms", "1704067200000", "2024-01-01"],
    ["excel", "61", "1900-03-01"],
  ])("%s", (format, text, iso) => {
    const finding = found([text], { format });
    expect(read([text], finding.format)).toEqual([iso]);
    expect(written([text], finding.format, [wallOf(iso)])).toEqual([text]);
  });

  test.each(["", "%d.%m", "%Q", "yyyy-MM-dd nonsense", "dd.MM.yyyy 'open"])("%j is refused", (format) => {
    expect(() => find([], { format })).toThrow(InputError);
  });
});

test("--timezone gives times without a zone their offset of that moment", () => {
  const cells = ["31.03.2024 01:00", "31.03.2024 03:00", "31.07.2024 12:00"];
  const { format } = found(cells, { timezone: "Europe/Berlin" });
  expect(read(cells, format)[0]).toBe("2024-03-31T01:00:00");
  expect(() => find([], { timezone: "Europe/Paderborn" })).toThrow(/not a time zone/);
});

// What people report of other readers: each cell of a column by itself, or the first by itself.
test.each<[source: string, cells: string[], dates: string[]]>([
  ["pandas 12585", ["31/12/2014", "10/03/2011"], ["2014-12-31", "2011-03-10"]],
  [
    "pandas 26304",
    ["12.01.2017 17:18", "01.02.2017 11:12", "15.04.2017 02:40"],
    ["2017-01-12T17:18:00", "2017-02-01T11:12:00", "2017-04-15T02:40:00"],
  ],
  ["pandas 11725", ["29.01.1945", "1.3.1945", "02.03.1945"], ["1945-01-29", "1945-03-01", "1945-03-02"]],
  [
    "pandas 34546",
    ["11-05-2020", "12-05-2020", "14-05-2020", "13-05-2020", "01-06-2020"],
    ["2020-05-11", "2020-05-12", "2020-05-14", "2020-05-13", "2020-06-01"],
  ],
  [
    "pandas 34546, year first",
    ["2020-11-05", "2020-14-05", "2020-13-05"],
    ["2020-05-11", "2020-05-14", "2020-05-13"],
  ],
  [
    "pandas 2586",
    ["27.03.2003 14:55:00.000", "03.08.2003 15:20:00.000"],
    ["2003-03-27T14:55:00", "2003-08-03T15:20:00"],
  ],
  ["pandas 13063", ["04/10/96", "15/07/97", "10/12/97"], ["1996-10-04", "1997-07-15", "1997-12-10"]],
  ["duckdb 13923", ["31-OCT-2023", "01-NOV-2023"], ["2023-10-31", "2023-11-01"]],
  [
    "duckdb 11583",
    ["Dec 8, 2022", "Sep 26, 2022", "May 16, 2022"],
    ["2022-12-08", "2022-09-26", "2022-05-16"],
  ],
  ["lubridate 254", ["Saturday 31 August 2013", "Sun 12 Jan 2014"], ["2013-08-31", "2014-01-12"]],
  ["lubridate 326", ["4/18/1950 0130", "12/17/1996 0400"], ["1950-04-18T01:30:00", "1996-12-17T04:00:00"]],
  ["tsibble 107", ["2004 Q2", "2004 Qtr 3"], ["2004-04-01", "2004-07-01"]],
  ["clock 300", ["2021q2", "2021q3"], ["2021-04-01", "2021-07-01"]],
  ["dayjs 2146", ["sep. 2022", "okt. 2022", "maj 2023"], ["2022-09-01", "2022-10-01", "2023-05-01"]],
  ["dateparser 1285", ["1 janv. 2024", "1 sept. 2024"], ["2024-01-01", "2024-09-01"]],
  ["dateparser 415", ["1 sausio 2018", "18 sausio 2018"], ["2018-01-01", "2018-01-18"]],
  ["polars 3429", ["2021-1-1", "2021-2-2", "2021-10-10"], ["2021-01-01", "2021-02-02", "2021-10-10"]],
  ["CSV.jl 620", ["4/23/20", "4/24/20"], ["2020-04-23", "2020-04-24"]],
])("%s", (_, cells, dates) => {
  expect(read(cells, found(cells).format)).toEqual(dates);
});
