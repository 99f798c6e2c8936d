import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { mapEnvironment } from "../env.ts";
import { ConfigProblem } from "./issues.ts";
import { type ConfigSources, loadConfig } from "./load.ts";

const reader = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("csv"), path: z.string().min(1), delimiter: z.string().length(1).default(",") }),
  z.strictObject({ kind: z.literal("parquet"), path: z.string().min(1) }),
]);

const schema = z.strictObject({
  paths: z.strictObject({ data: z.string().min(1), raw: z.string() }),
  engine: z.strictObject({
    memory_limit: z.string().regex(/^\d+GB$/, 'such as "1GB"'),
    threads: z.int().min(1).max(64).nullable(),
    reuse: z.boolean(),
    limit: z.union([z.number().min(0), z.literal("none")]),
  }),
  readers: z.record(z.string().regex(/^[a-z_]+$/), reader),
  sources: z.array(z.string()).min(1),
  level: z.enum(["debug", "info", "warning"]),
  smtp: z.strictObject({ host: z.string(), password: z.string().min(8).meta({ secret: true }) }).optional(),
}).superRefine(({ sources, readers }, context) => {
  sources.forEach((name, i) => {
    if (!(name in readers)) {
      context.addIssue({ code: "custom", path: ["sources", i], message: `no reader is called "${name}"` });
    }
  });
});

const defaults = {
  paths: { data: "data", raw: "${paths.data}/raw" },
  engine: { memory_limit: "1GB", threads: null, reuse: false, limit: "none" },
  readers: { sales: { kind: "csv", path: "${paths.raw}/sales.csv" } },
  sources: ["sales"],
  level: "info",
};

type Config = z.infer<typeof schema>;

async function withFile<T>(text: string, body: (file: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, "dev.yaml");
    await Deno.writeTextFile(file, text);
    return await body(file);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function load(text: string, options: Partial<ConfigSources<Config>> & { variables?: Record<string, string> } = {}) {
  const { variables = {}, ...rest } = options;
  return withFile(
    text,
    (file) => loadConfig({ schema, files: [file], defaults, environment: mapEnvironment(variables), ...rest }),
  );
}

/** `line:column: key: text` of each issue of a file that must be refused. */
async function issuesOf(text: string, options: Parameters<typeof load>[1] = {}): Promise<readonly string[]> {
  try {
    await load(text, options);
  } catch (error) {
    assert.ok(error instanceof ConfigProblem, String(error));
    assert.equal(error.kind, "configuration");
    assert.ok(error.place && error.remedy);
    return error.issues.map(({ place, path, text }) => `${place.replace(/^.*dev\.yaml:/, "")}: ${path}: ${text}`);
  }
  assert.fail("the configuration was accepted");
}

Deno.test("loadConfig: defaults, then the file, then --set, and ${…} sees the outcome of all", async () => {
  const { value } = await load("paths:\n  data: /srv\nengine:\n  threads: ${env:THREADS,4}\nlevel: debug\n", {
    overrides: [
      "paths.data=/set",
      "engine.reuse=true",
      "sources.0=extra",
      "readers.extra={kind: parquet, path: '${paths.data}/x'}",
    ],
  });
  assert.deepEqual(value, {
    paths: { data: "/set", raw: "/set/raw" },
    engine: { memory_limit: "1GB", threads: 4, reuse: true, limit: "none" },
    readers: {
      sales: { kind: "csv", path: "/set/raw/sales.csv", delimiter: "," },
      extra: { kind: "parquet", path: "/set/x" },
    },
    sources: ["extra"],
    level: "debug",
  });
});

Deno.test("loadConfig: variables and --set are read as the type that the schema wants", async () => {
  const { value } = await load(
    "engine: { threads: '${env:T}', reuse: '${env:R}', limit: '${env:L}' }\nsources: ${env:S}\npaths: { data: '${env:D}' }\n",
    { variables: { T: "8", R: "true", L: "2.5", S: "[sales, sales]", D: "2026" }, overrides: ["paths.raw=5"] },
  );
  assert.deepEqual(value.engine, { memory_limit: "1GB", threads: 8, reuse: true, limit: 2.5 });
  assert.deepEqual(value.sources, ["sales", "sales"]);
  assert.deepEqual(value.paths, { data: "2026", raw: "5" });
});

Deno.test("loadConfig: several files, each over the one before", async () => {
  await withFile("level: debug\nengine: { reuse: true }\n", async (file) => {
    const over = join(file, "..", "over.yaml");
    await Deno.writeTextFile(over, "level: warning\n");
    const { value } = await loadConfig({ schema, files: [file, over], defaults, environment: mapEnvironment({}) });
    assert.deepEqual([value.level, value.engine.reuse], ["warning", true]);
  });
});

Deno.test("loadConfig: each fault is one line with place, key, what was found and what is accepted", async () => {
  assert.deepEqual(
    await issuesOf(`paths: { data: "" }
engine:
  memroy_limit: 2GB
  threads: 99
  reuse: yes
  limit: -1
readers:
  a: { kind: cvs, path: x }
  b: { kind: csv, delimeter: ";" }
  c: 5
  D1: { kind: csv, path: x }
sources: []
level: warn
threads: 3
extra: 1
`),
    [
      "1:16: paths.data: found an empty text, accepted: a text that is not empty",
      '3:3: engine.memroy_limit: unknown key; did you mean "memory_limit"?',
      "4:12: engine.threads: found the number 99, accepted: a whole number from 1 to 64",
      '5:10: engine.reuse: found the text "yes", accepted: true or false',
      "6:10: engine.limit: found the number -1, accepted: a number from 0",
      '8:14: readers.a.kind: found the text "cvs", accepted: "csv" or "parquet"; did you mean "csv"?',
      "9:3: readers.b.path: missing, accepted: a text",
      '9:19: readers.b.delimeter: unknown key; did you mean "delimiter"?',
      "10:6: readers.c: found the number 5, accepted: a map",
      "11:7: readers.D1: the key is not allowed, accepted: a text of the form /^[a-z_]+$/",
      "12:10: sources: found an empty list, accepted: at least 1 item",
      '13:8: level: found the text "warn", accepted: "debug", "info" or "warning"; did you mean "warning"?',
      '14:1: threads: unknown key; did you mean "engine.threads"?',
      "15:1: extra: unknown key, accepted: paths, engine, readers, sources, level or smtp",
    ],
  );
});

Deno.test("loadConfig: the schema's own words are used, and its own rules have a place", async () => {
  assert.deepEqual(await issuesOf("engine: { memory_limit: lots }\n"), [
    '1:25: engine.memory_limit: found the text "lots", accepted: such as "1GB"',
  ]);
  assert.deepEqual(await issuesOf("sources:\n  - sales\n  - missing\n"), [
    '3:5: sources.1: no reader is called "missing"',
  ]);
});

Deno.test("loadConfig: a fault of a variable that a file sets names that file", async () => {
  const environment = {
    ...mapEnvironment({ T: "many" }),
    placeOf: (name: string) => name === "T" ? ".env:3" : undefined,
  };
  await assert.rejects(
    load('engine: { threads: "${env:T}" }', { environment }),
    /engine\.threads: found the text "many" \(from the variable T of \.env:3\), accepted/,
  );
});

Deno.test("loadConfig: faults of --set and of variables say so", async () => {
  assert.deepEqual(
    await issuesOf("engine: { threads: '${env:T}' }\n", {
      variables: { T: "many" },
      overrides: ["engine.reuse=maybe", "a.b=1"],
    }),
    [
      '1:20: engine.threads: found the text "many" (from the variable T), accepted: a whole number from 1 to 64',
      '--set engine.reuse: engine.reuse: found the text "maybe", accepted: true or false',
      "--set a.b: a: unknown key, accepted: paths, engine, readers, sources, level or smtp",
    ],
  );
});

Deno.test("loadConfig: unresolved values are reported beside other faults, and once", async () => {
  assert.deepEqual(await issuesOf("paths:\n  data: ${env:NOPE}\nengine:\n  threads: ${engine.thread}\nlevel: x\n"), [
    '2:9: paths.data: the environment variable "NOPE" is not set',
    '4:12: engine.threads: "${engine.thread}" names no key of this configuration; did you mean "engine.threads"?',
    '5:8: level: found the text "x", accepted: "debug", "info" or "warning"',
  ]);
});

Deno.test("loadConfig: one fault is one sentence, many are cut after ten lines", async () => {
  await withFile("level: x\n", async (file) => {
    await assert.rejects(loadConfig({ schema, files: [file], defaults, environment: mapEnvironment({}) }), {
      message:
        `Cannot use the configuration "${file}": level: found the text "x", accepted: "debug", "info" or "warning"`,
      place: `${file}:1:8`,
    });
  });
  const many = Array.from({ length: 14 }, (_, i) => `k${i}: 1`).join("\n");
  await withFile(many, async (file) => {
    await assert.rejects(
      loadConfig({ schema, files: [file], defaults, environment: mapEnvironment({}) }),
      (error: Error) => {
        const lines = error.message.split("\n");
        assert.equal(lines[0], `Cannot use the configuration "${file}": 14 problems`);
        assert.equal(lines.length, 12);
        assert.equal(lines[11], "  … and 4 more");
        return true;
      },
    );
  });
});

Deno.test("loadConfig: files that are missing, folders, binary or no configuration are clear problems", async () => {
  await withFile("a: 1", async (file) => {
    const folder = join(file, "..");
    const environment = mapEnvironment({});
    const refused = (name: string, message: RegExp, remedy: RegExp) =>
      assert.rejects(loadConfig({ schema, files: [join(folder, name)], environment }), {
        kind: "configuration",
        message,
        remedy,
      });
    await refused(
      "dve.yaml",
      /dve\.yaml": it does not exist; did you mean "dev\.yaml"\?$/,
      /^Files there: dev\.yaml\.$/,
    );
    await refused("none/dev.yaml", /it does not exist$/, /^Write the file/);
    await refused(".", /it is a folder$/, /file in it/);
    await Deno.writeFile(join(folder, "b.yaml"), Uint8Array.of(80, 65, 0, 1));
    await refused("b.yaml", /it is a binary file/, /UTF-8/);
    await Deno.writeTextFile(join(folder, "l.yaml"), "- a\n");
    await refused("l.yaml", /it is a list, accepted: keys with values$/, /key: value/);
  });
});

Deno.test("loadConfig: secrets are collected wherever they come from and stay out of every message", async () => {
  const file = "smtp:\n  host: ${env:MAIL_URL}\n  password: ${env:PW}\n";
  const { secrets, secretPaths, variables } = await load(file, {
    variables: { PW: "canary-one", MAIL_URL: "h" },
    secretPaths: ["paths.raw"],
  });
  assert.deepEqual([...secrets].sort(), ["canary-one", "data/raw"]);
  assert.deepEqual([...secretPaths].sort(), ["paths.raw", "smtp.password"]);
  assert.deepEqual(variables, ["MAIL_URL", "PW"]);
  const issues = [
    ...await issuesOf("smtp:\n  host: h\n  password: canary1\n"),
    ...await issuesOf("smtp:\n  host: h\n  password: 12345678901\n", { overrides: ["smtp.password={a: canary1}"] }),
    ...await issuesOf("smtp:\n  host: h\n  password: [canary1]\n"),
  ];
  assert.deepEqual(issues, [
    "3:13: smtp.password: found a text, accepted: a text of at least 8 characters",
    "--set smtp.password: smtp.password: found a map, accepted: a text",
    "3:13: smtp.password: found a list, accepted: a text",
  ]);
});
