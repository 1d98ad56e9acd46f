// Encodings that are offered for text that is not UTF-8, and the question that comes of them.
import { expect, test } from "vitest";
import { explaining } from "../../../../../src/model/files/explain-fault.ts";
import { readText } from "../../../../../src/model/files/open-file.ts";
import { likelyEncodings } from "../../../../../src/model/files/text/likely-encodings.ts";
import { readDataset } from "../../../../../src/model/csv/read-dataset.ts";
import { inputErrorOf } from "../../support.ts";

test.each([
  ["windows-1251", "Дата;Продажи", "c4e0f2e03bcff0eee4e0e6e8"],
  ["windows-1251", "город;y", "e3eef0eee43b79"],
  ["koi8-r", "Дата;Продажи", "e4c1d4c13bf0d2cfc4c1d6c9"],
  ["shift_jis", "日付,売上", "93fa95742c94848fe3"],
  ["gb18030", "日期,销售额", "c8d5c6da2ccffacadbb6ee"],
  ["euc-kr", "날짜,매출", "b3afc2a52cb8c5c3e2"],
  ["windows-1253", "Ημερομηνία;Τιμή", "c7ece5f1efece7eddfe13bd4e9ecde"],
  ["big5", "日期,銷售", "a4e9b4c12cbe50b0e2"],
])("%s comes first for %s", (encoding, header, hex) => {
  const sample = Buffer.concat([Buffer.from(hex, "hex"), Buffer.from("\n2024-01-01,5\n2024-01")]);
  expect(likelyEncodings(sample)[0]).toEqual({ encoding, example: header });
});

test("short words of Cyrillic letters are not read as Western ones", async () => {
  const file = Buffer.concat([
    Buffer.from("c4e03bd8f2", "hex"),
    Buffer.from("\n01.02.2024;5\n02.02.2024;6\n"),
  ]);
  const opened = await readText(file);
  expect(opened.notes).toEqual([]);
  const error = await inputErrorOf(() => explaining(opened, () => readDataset(opened.text)));
  expect(error).toMatchObject({
    code: "csv.encoding",
    line: 1,
    column: 1,
    message: expect.stringMatching(/In the encoding windows-1251 it would begin with "Да;Шт"\.$/),
  });
  expect(error.choices?.parameter).toBe("encoding");
  expect(error.choices?.values[0]).toBe("windows-1251");
  expect(error.choices?.meanings?.[0]).toBe("Да;Шт");
  const answered = await readText(file, { encoding: "windows-1251" });
  expect((await readDataset(answered.text)).targetColumn).toBe("Шт");
});

test("a bad byte in UTF-8 is no question", async () => {
  const opened = await readText(Buffer.concat([Buffer.from("дата,y\n2024-01-01,"), Buffer.from([0xff])]));
  const error = await inputErrorOf(() => explaining(opened, () => readDataset(opened.text)));
  expect(error.code).toBe("csv.encoding");
  expect(error.choices).toBeUndefined();
});

test("one letter is enough to offer its encoding", () => {
  const offered = likelyEncodings(Buffer.from("93fa0a", "hex"));
  expect(offered).toContainEqual({ encoding: "shift_jis", example: "日" });
});
