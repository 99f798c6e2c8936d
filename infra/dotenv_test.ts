import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { loadDotenv, parseDotenv } from "./dotenv.ts";
import { mapEnvironment, processEnvironment } from "./env.ts";

function values(text: string): Record<string, string> {
  return Object.fromEntries(parseDotenv(text, ".env").map(({ name, value }) => [name, value]));
}

async function withFolder(files: Record<string, string>, body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(join(folder, name), text);
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("parseDotenv: the sample form of an empty value with tabs and a comment", () => {
  assert.deepEqual(values('DATA_DIR=""\t\t\t# folder of the data\nLOGS_DIR="logs"\t# logs\n'), {
    DATA_DIR: "",
    LOGS_DIR: "logs",
  });
});

Deno.test("parseDotenv: plain values, export, comments, blank lines and spaces around =", () => {
  const text =
    "# head\n\n  export A=1\nB = two words  # tail\nC=\nD=#no comment\nE= # all comment\nF=a#b\nG=it's\nH=x=y";
  assert.deepEqual(values(text), {
    A: "1",
    B: "two words",
    C: "",
    D: "#no comment",
    E: "",
    F: "a#b",
    G: "it's",
    H: "x=y",
  });
});

Deno.test("parseDotenv: escapes count inside double quotes only", () => {
  assert.deepEqual(
    values(String.raw`A="a\tb\n\"c\" \\ \$HOME"` + "\n" + String.raw`B='a\tb "c"'` + "\n" + String.raw`C=a\tb`),
    {
      A: 'a\tb\n"c" \\ $HOME',
      B: String.raw`a\tb "c"`,
      C: String.raw`a\tb`,
    },
  );
  assert.deepEqual(values(String.raw`P="C:\data\x"`), { P: String.raw`C:\data\x` });
});

Deno.test("parseDotenv: quoted values span lines, and later lines keep their numbers", () => {
  const entries = parseDotenv('KEY="one\ntwo # inside\nthree" # after\nNEXT=4\n', ".env");
  assert.deepEqual(entries, [
    { name: "KEY", value: "one\ntwo # inside\nthree", line: 1 },
    { name: "NEXT", value: "4", line: 4 },
  ]);
});

Deno.test("parseDotenv: BOM and Windows line ends leave no trace", () => {
  assert.deepEqual(values('\uFEFFA=1\r\nB="x"\r\nC="a\r\nb"\r\n'), { A: "1", B: "x", C: "a\nb" });
});

Deno.test("parseDotenv: the last of two equal names counts", () => {
  assert.deepEqual(values("A=1\nA=2"), { A: "2" });
});

Deno.test("parseDotenv: errors name file, line and column, and quote nothing of the line", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["A=1\nhunter2\n", ".env:2:1", 'Cannot read ".env": there is no "=" on this line'],
    ["  export hunter2\n", ".env:1:10", 'Cannot read ".env": there is no "=" on this line'],
    ["2A=hunter2", ".env:1:1", 'Cannot read ".env": what stands before the "=" is not a name of a variable'],
    ["=hunter2", ".env:1:1", 'Cannot read ".env": what stands before the "=" is not a name of a variable'],
    ['A=1\nB= "hunter2\nC=3', ".env:2:4", 'Cannot read ".env": the quote of "B" is never closed'],
    ["A='hunter2", ".env:1:3", 'Cannot read ".env": the quote of "A" is never closed'],
    [
      'A="x\nB="hunter2"',
      ".env:2:4",
      'Cannot read ".env": there is text after the closing quote of "A", which opens on line 1',
    ],
  ];
  for (const [text, place, message] of cases) {
    assert.throws(
      () => parseDotenv(text, ".env"),
      (error: Error & { place?: string; remedy?: string; kind?: string }) => {
        assert.equal(error.kind, "configuration");
        assert.equal(error.place, place, text);
        assert.equal(error.message, message);
        assert.ok(error.remedy);
        assert.ok(!`${error.message}${error.remedy}`.includes("hunter2"));
        return true;
      },
    );
  }
});

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/);
const anyText = fc.string({ unit: "binary", maxLength: 30 }).filter((text) => !/[\r\0]/.test(text));

Deno.test("parseDotenv: any text in double quotes comes back", () => {
  const escaped = (text: string) => text.replace(/[\\"$]/g, "\\$&").replaceAll("\t", "\\t");
  fc.assert(fc.property(fc.uniqueArray(fc.tuple(name, anyText), { selector: ([key]) => key }), (pairs) => {
    const text = pairs.map(([key, value]) => `export ${key}="${escaped(value)}" # note`).join("\n");
    assert.deepEqual(Object.entries(values(text)).sort(), [...pairs].sort());
  }));
});

Deno.test("parseDotenv: any text without a single quote comes back from single quotes", () => {
  fc.assert(fc.property(name, anyText.filter((text) => !text.includes("'")), (key, value) => {
    assert.deepEqual(parseDotenv(`${key}='${value}'`, ".env"), [{ name: key, value, line: 1 }]);
  }));
});

Deno.test("parseDotenv: whatever the text, it answers with entries or a placed problem", () => {
  const piece = fc.constantFrom("A", "=", '"', "'", "\\", "#", " ", "\t", "\n", "\r\n", "export ", "x1", "$");
  fc.assert(fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
    try {
      parseDotenv(pieces.join(""), "f");
    } catch (error) {
      assert.match((error as { place: string }).place, /^f:\d+:\d+$/);
    }
  }));
});

Deno.test("loadDotenv: the process wins, then the file of the environment, then the common one", async () => {
  const files = { ".env.dev": "A=dev\nB=dev\nC=dev", ".env": "A=common\nB=common\nD=common", ".env.prod": "A=prod" };
  await withFolder(files, async (folder) => {
    const environment = await loadDotenv(folder, "dev", mapEnvironment({ A: "shell", C: "" }));
    assert.deepEqual(["A", "B", "C", "D", "E"].map((name) => environment.get(name)), [
      "shell",
      "dev",
      "",
      "common",
      undefined,
    ]);
    assert.equal(environment.placeOf("A"), undefined);
    assert.equal(environment.placeOf("B"), `${join(folder, ".env.dev")}:2`);
    assert.equal(environment.placeOf("D"), `${join(folder, ".env")}:3`);
    assert.deepEqual([...environment.names()].sort(), ["A", "B", "C", "D"]);
    assert.deepEqual(environment.files, [join(folder, ".env.dev"), join(folder, ".env")]);
  });
});

Deno.test("loadDotenv: no file is no error, an unreadable one is", async () => {
  await withFolder({}, async (folder) => {
    const environment = await loadDotenv(folder, "dev", mapEnvironment({}));
    assert.deepEqual(environment.files, []);
    await Deno.mkdir(join(folder, ".env.dev"));
    await assert.rejects(loadDotenv(folder, "dev", mapEnvironment({})), {
      kind: "configuration",
      message: `Cannot read "${join(folder, ".env.dev")}": it is a folder`,
    });
  });
});

Deno.test({
  name: "loadDotenv: a file's variable counts also when Deno hides the one of the process",
  permissions: { read: true, write: true, env: ["TMPDIR"] },
  fn: () =>
    withFolder({ ".env": "HIDDEN=file" }, async (folder) => {
      const environment = await loadDotenv(folder, "dev", processEnvironment);
      assert.equal(environment.get("HIDDEN"), "file");
      assert.throws(() => environment.get("OTHER"), { kind: "configuration" });
    }),
});
