import assert from "node:assert/strict";
import { join } from "node:path";
import { manualClock } from "../clock.ts";
import { Problem } from "../errors.ts";
import { configureLogging, type LoggingOptions } from "./configure.ts";

type Body = (path: string) => Promise<void>;

async function withFile(body: Body): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await body(join(folder, "logs", "dev.log"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function jsonLines(path: string): Promise<readonly Record<string, unknown>[]> {
  const text = await Deno.readTextFile(path);
  return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}

const clock = manualClock(Date.UTC(2026, 0, 2, 3, 4, 5, 678));

async function terminalText(
  options: Partial<LoggingOptions>,
  log: (logger: import("../log.ts").Logger) => void,
): Promise<string> {
  let text = "";
  await using logging = await configureLogging({ clock, write: (more) => text += more, ...options });
  log(logging.logger);
  return text;
}

Deno.test("configureLogging: the file gets JSON lines with run, step and fields, the terminal the same records", () =>
  withFile(async (path) => {
    const lines: string[] = [];
    const logging = await configureLogging({
      clock,
      terminal: "plain",
      write: (text) => lines.push(text),
      file: { path },
    });
    const logger = logging.logger.with({ run: "r1" });
    logger.info("Run started", { steps: 2 });
    logger.with({ step: "sales" }).warning("Rows were set aside", {
      rows: 3,
      share: 0.123456789,
      why: new Error("bad"),
    });
    logger.debug("too fine");
    await logging.close();
    logger.error("after the end");
    assert.equal(lines.length, 2);
    assert.match(lines[0]!, /^\d\d:04:05\.678 info {4}Run started steps=2\n$/);
    assert.match(lines[1]!, /^\d\d:04:05\.678 warning sales: Rows were set aside rows=3 share=0\.123457 why="bad"\n$/);
    const [first, second, ...more] = await jsonLines(path);
    assert.deepEqual(first, {
      "@timestamp": "2026-01-02T03:04:05.678Z",
      level: "INFO",
      message: "Run started",
      logger: "clustering",
      run: "r1",
      steps: 2,
    });
    assert.equal(second?.["step"], "sales");
    assert.equal((second?.["why"] as Error).message, "bad");
    assert.deepEqual(more, []);
  }));

Deno.test("configureLogging: records are in the file before it is closed", () =>
  withFile(async (path) => {
    await using logging = await configureLogging({ clock, terminal: "none", file: { path } });
    logging.logger.info("first");
    assert.equal((await jsonLines(path)).length, 1);
  }));

Deno.test("configureLogging: braces, line ends and control characters in messages stay what they are", async () => {
  const text = await terminalText(
    { terminal: "plain" },
    (logger) => logger.info("a {b}\nc \x1b[31mred\x1b[2J", { b: 1 }),
  );
  assert.match(text, /info {4}a \{b\}\\nc \\x1b\[31mred\\x1b\[2J b=1\n$/);
  const json = await terminalText(
    { terminal: "json" },
    (logger) => logger.info("a {b}\nc", { level: "x", message: "y" }),
  );
  const record = JSON.parse(json);
  assert.deepEqual([record.message, record.level, record.level_, record.message_], ["a {b}\nc", "INFO", "x", "y"]);
});

Deno.test("configureLogging: pretty has colours and a column for the step, none writes nothing", async () => {
  const pretty = await terminalText(
    { terminal: "pretty" },
    (logger) => logger.with({ step: "sales" }).error("Failed", { rows: 2 }),
  );
  // deno-lint-ignore no-control-regex
  const plain = pretty.replace(/\x1b\[[0-9;]*m/g, "");
  assert.notEqual(plain, pretty);
  assert.match(plain, /^\d\d:04:05\.678 +error +sales +Failed rows=2\n$/);
  assert.equal(await terminalText({ terminal: "none" }, (logger) => logger.error("x")), "");
});

Deno.test("configureLogging: the terminal may be quieter than the file", () =>
  withFile(async (path) => {
    const text = await terminalText({ level: "debug", terminalLevel: "error", file: { path } }, (logger) => {
      logger.debug("fine");
      logger.warning("hm");
      logger.error("bad");
    });
    assert.match(text, /^\S+ error {3}bad\n$/);
    assert.deepEqual((await jsonLines(path)).map(({ level }) => level), ["DEBUG", "WARN", "ERROR"]);
  }));

Deno.test("configureLogging: the file is rotated by size and old ones go", () =>
  withFile(async (path) => {
    const logging = await configureLogging({ clock, terminal: "none", file: { path, maxBytes: 2000, maxFiles: 2 } });
    for (let i = 0; i < 100; i++) {
      logging.logger.info("a record of some length to fill the file", { i });
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    await logging.close();
    const names = [...Deno.readDirSync(join(path, ".."))].map(({ name }) => name).sort();
    assert.deepEqual(names, ["dev.log", "dev.log.1", "dev.log.2"]);
    const newest = (await jsonLines(path)).at(-1);
    assert.equal(newest?.["i"], 99);
    for (const name of names) assert.ok((await Deno.stat(join(path, "..", name))).size <= 2000, name);
  }));

Deno.test("configureLogging: a file that cannot be opened is one warning, and the terminal goes on", () =>
  withFile(async (path) => {
    await Deno.writeTextFile(join(path, "..", "..", "logs"), "in the way");
    const text = await terminalText({ terminal: "plain", file: { path } }, (logger) => {
      logger.info("one");
      logger.info("two");
    });
    const lines = text.trimEnd().split("\n");
    assert.equal(lines.length, 3, text);
    assert.match(lines[0]!, /warning Cannot write the log file ".*dev\.log": .*; going on without it$/);
    assert.match(lines[2]!, /two$/);
  }));

Deno.test("configureLogging: a file that fails later is one warning, and the terminal goes on", () =>
  withFile(async (path) => {
    let text = "";
    const write = (more: string) => text += more;
    const logging = await configureLogging({ clock, terminal: "plain", write, file: { path, maxBytes: 300 } });
    logging.logger.info("x".repeat(150));
    await new Promise((resolve) => setTimeout(resolve, 0));
    await Deno.remove(join(path, ".."), { recursive: true });
    for (let i = 0; i < 5; i++) {
      logging.logger.info("x".repeat(150));
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    await logging.close();
    assert.equal(text.match(/Cannot write the log file/g)?.length, 1, text);
    assert.equal(text.match(/x{150}/g)?.length, 6);
  }));

Deno.test("configureLogging: a second call replaces the first, whose end changes nothing", async () => {
  const texts: string[] = [];
  const first = await configureLogging({ clock, write: (text) => texts.push(`1 ${text}`) });
  const second = await configureLogging({ clock, write: (text) => texts.push(`2 ${text}`) });
  await first.close();
  second.logger.info("here");
  await second.close();
  await second.close();
  assert.equal(texts.length, 1);
  assert.match(texts[0]!, /^2 .*here\n$/);
});

Deno.test("configureLogging: no canary reaches the file or the terminal in any form", () =>
  withFile(async (path) => {
    const canary = `Can4ry/"s3cr't"\\%&+ ü`;
    const lines = ["-----BEGIN KEY-----", "Can4ryLine0123", "-----END KEY-----"].join("\n");
    for (const terminal of ["plain", "pretty", "json"] as const) {
      let text = "";
      const write = (more: string) => text += more;
      const logging = await configureLogging({
        clock,
        level: "debug",
        terminal,
        write,
        file: { path },
        secrets: [canary, lines, "48151623"],
      });
      const logger = logging.logger.with({ run: "r1", context: { list: [canary] } });
      const cause = new Error(`cause ${canary}`);
      const problem = new Problem("data", `Cannot sign in as ${canary}`, { cause, place: canary, remedy: canary });
      problem.stack = `Error: ${canary}\n    at ${encodeURIComponent(canary)}`;
      logger.info(`message ${canary} and Can4ryLine0123`, { error: problem, [canary]: 1, pin: 48151623 });
      logger.debug(JSON.stringify({ a: canary }), { url: new URL(`https://u:pw@h/?q=${encodeURIComponent(canary)}`) });
      logger.warning(`select '${canary.replaceAll("'", "''")}'`, {
        nested: [[{ deep: new Map([["k", new Set([canary])]]) }]],
      });
      logger.error("form", {
        body: new URLSearchParams({ q: canary }).toString(),
        many: new AggregateError([cause], canary),
      });
      logger.with({ step: canary }).info("field names", {
        password: "Can4ryPw",
        apiKey: ["Can4ryKey"],
        Authorization: "Basic Can4ry",
      });
      logger.info("postgres://ann:Can4ryUrl@db/x Bearer Can4ryBearer https://hooks.slack.com/services/Can4ry/1");
      logger.info("lazy", {
        toJSON: { toJSON: () => canary },
        bytes: new TextEncoder().encode(canary),
        f: () => canary,
      });
      await logging.close();
      const seen = text + await Deno.readTextFile(path);
      assert.ok(seen.includes("[redacted]") && seen.includes("field names"), terminal);
      for (const trace of ["an4ry", "s3cr", "48151623", btoa("Can4ry").slice(0, 7)]) {
        assert.ok(!seen.includes(trace), `${terminal}: ${trace} in ${seen}`);
      }
      for (const line of (await Deno.readTextFile(path)).trimEnd().split("\n")) JSON.parse(line);
    }
  }));
