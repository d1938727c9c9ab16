import { describe, expect, test } from "vitest";
import { readCustomers, subjectOf } from "../../../src/cli/stanchion/customers.ts";

const read = (text: string, column = "email") => readCustomers(Buffer.from(text), column);

function listOf(text: string, column = "email") {
  const answer = read(text, column);
  if (answer.kind === "unusable") throw new Error(answer.faults.join("\n"));
  return answer.list;
}

const faultsOf = (text: string, column = "email") => {
  const answer = read(text, column);
  return answer.kind === "unusable" ? answer.faults : [];
};

describe("a list as spreadsheets write it", () => {
  test("has commas, semicolons or tabs", () => {
    for (const delimiter of [",", ";", "\t"]) {
      const list = listOf(`name${delimiter}email\nAnn${delimiter}ann@example.com\n`);
      expect(list.form.delimiter).toBe(delimiter);
      expect(list.columns).toEqual(["name", "email"]);
      expect(list.customers).toEqual([
        { subject: "ann@example.com", fields: ["Ann", "ann@example.com"] },
      ]);
    }
  });

  test("has delimiters, quotes and line ends inside quotes", () => {
    const list = listOf(
      '"name, first; last",email\r\n"Ann ""A,""\r\nLee",ann@example.com\r\nBob,bob@example.com\r\n',
    );
    expect(list.form).toEqual({ delimiter: ",", byteOrderMark: false, lineEnd: "\r\n" });
    expect(list.customers.map(({ fields }) => fields[0])).toEqual(['Ann "A,"\r\nLee', "Bob"]);
  });

  test("has a byte order mark, which is not part of the first column's name", () => {
    const list = listOf('\uFEFF"email"\nann@example.com\n');
    expect(list.columns).toEqual(["email"]);
    expect(list.form.byteOrderMark).toBe(true);
  });

  test("has empty lines, and none at its end", () => {
    expect(listOf("email\n\nann@example.com\n\nbob@example.com").customers).toHaveLength(2);
  });

  test("has one column only", () => {
    expect(listOf("email\nann@example.com\n").form.delimiter).toBe(",");
  });
});

describe("a customer", () => {
  test("is told by any column, whose name may be written in capitals", () => {
    const list = listOf("Customer,Email\n4711,a@example.com\n4712,a@example.com\n", "customer");
    expect(list.customers.map(({ subject }) => subject)).toEqual(["4711", "4712"]);
  });

  test("who stands in the file twice is one, and the later lines are named", () => {
    const list = listOf(
      "email\nann@example.com\nbob@example.com\nANN@example.com \n\n bob@example.com\n",
    );
    expect(list.customers.map(({ subject }) => subject)).toEqual([
      "ann@example.com",
      "bob@example.com",
    ]);
    expect(list.repeatedLines).toEqual([4, 6]);
  });

  test("has a number whose capitals matter, and an address whose capitals do not", () => {
    expect(subjectOf(" aB1 ")).toBe("aB1");
    expect(subjectOf("Ann@Example.com")).toBe("ann@example.com");
    expect(subjectOf("Ang\u0065\u0301")).toBe("Ang\u00e9");
  });
});

describe("what cannot be used", () => {
  test("is named with its line, all of it at once", () => {
    expect(
      faultsOf('name,email\nAnn,\nBob,bob\n"C\nD",c@example.com,1\nEve,e@example.com\nF\n'),
    ).toEqual([
      'Line 2: "email" is empty.',
      'Line 3: "email" is not an e-mail address: "bob".',
      "Line 5: 3 fields, but there are 2 columns.",
      "Line 7: 1 fields, but there are 2 columns.",
    ]);
  });

  test.each([
    ["name\nAnn\n", 'no column "email"; the columns are name'],
    ["", "The file is empty"],
    ["email\n", "no customer"],
    ["email,E-Mail,email\n", 'Two columns are called "email"'],
    ["email,wave\na@example.com,1\n", 'a column "wave" already'],
    ['email\n"ann@example.com\n', "not proper CSV"],
    ["customer email\na\u0007b@example.com\n", 'no column "email"'],
  ])("%j is refused: %s", (text, fault) => {
    expect(faultsOf(text).join()).toContain(fault);
  });

  test("is a control character in what tells customers apart", () => {
    expect(faultsOf("id\na\u0007b\n", "id")).toEqual([
      'Line 2: "id" has a control character in it.',
    ]);
  });

  test("is a file in another encoding than UTF-8", () => {
    const latin1 = Buffer.from("email,name\nann@example.com,M\u00fcller\n", "latin1");
    expect(readCustomers(latin1, "email")).toEqual({
      kind: "unusable",
      faults: [expect.stringContaining("not in UTF-8")],
    });
  });
});
