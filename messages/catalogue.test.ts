import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readCatalogue } from "./catalogue";
import { acceptedLanguage, languages } from "./languages";

type Tree = { readonly [key: string]: string | Tree };

function leaves(tree: Tree, prefix = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [[`${prefix}${key}`, value] as [string, string]] : leaves(value, `${prefix}${key}.`),
  );
}

/** Names of ICU arguments: Chinese needs no plural where English does, so the kind of an argument may differ. */
function argumentsOf(text: string): string[] {
  // Branches of a plural hold text, not arguments: what is inside them joins the text around.
  const flat = text.replace(/(?:=\d+|zero|one|two|few|many|other)\s*\{([^{}]*(?:\{\w+\}[^{}]*)*)\}/g, "$1");
  return [...new Set([...flat.matchAll(/\{(\w+)\s*[,}]/g)].map(([, name]) => String(name)))].sort();
}

const filesOf = (language: string) => readdirSync(`messages/${language}`).sort();

describe("the two catalogues", () => {
  it("have the same files", () => {
    expect(filesOf("zh-CN")).toEqual(filesOf("en"));
  });

  it("are known to the types, file by file", () => {
    const types = readFileSync("messages/types.ts", "utf8");
    const known = [...types.matchAll(/^import type (\w+) from "\.\/en\/([\w-]+)\.json";$/gm)].map(([, , name]) => name);
    const members = [...types.matchAll(/^ {2}"?([\w-]+)"?: typeof \w+;$/gm)].map(([, name]) => name);
    const files = filesOf("en").map((name) => name.replace(/\.json$/, ""));
    expect(known.sort()).toEqual(files);
    expect(members.sort()).toEqual(files);
  });

  const [zh, en] = languages.map((language) => readCatalogue(language) as unknown as Record<string, Tree>);
  for (const name of filesOf("en").map((file) => file.replace(/\.json$/, "")))
    describe(name, () => {
      const chinese = new Map(leaves(zh?.[name] ?? {}));
      const english = new Map(leaves(en?.[name] ?? {}));

      it("has the same keys in both", () => {
        expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
      });

      it("asks for the same details in both", () => {
        for (const [key, text] of english)
          expect([key, argumentsOf(chinese.get(key) ?? "")]).toEqual([key, argumentsOf(text)]);
      });

      it("leaves no text empty", () => {
        for (const [key, text] of [...chinese, ...english]) expect([key, text.trim()]).not.toEqual([key, ""]);
      });
    });
});

describe("argumentsOf", () => {
  it("finds names, and not the text of branches", () => {
    expect(argumentsOf("{name}, {count, plural, one {# row} other {# rows}} of {total, number}")).toEqual([
      "count",
      "name",
      "total",
    ]);
    expect(argumentsOf("{n, plural, =0 {none} other {# of {total}}}")).toEqual(["n", "total"]);
    expect(argumentsOf("plain <b>text</b>")).toEqual([]);
  });
});

describe("the language of a browser", () => {
  it.each([
    ["zh-TW,zh;q=0.9", "zh-CN"],
    ["en-US,en;q=0.9,zh;q=0.8", "en"],
    ["en;q=0.5,zh-CN;q=0.9", "zh-CN"],
    ["fr-FR, en;q=0.4", "en"],
    ["en;q=0, zh", "zh-CN"],
    ["de", "zh-CN"],
    ["", "zh-CN"],
    [null, "zh-CN"],
  ])("%s → %s", (header, language) => {
    expect(acceptedLanguage(header)).toBe(language);
  });
});
