import assert from "node:assert/strict";
import fc from "fast-check";
import { Problem } from "./errors.ts";
import { redactor } from "./redact.ts";
import { isSecretName } from "./secret_names.ts";

const canary = `C4n@ry/"pa's\\s% wörd`;

Deno.test("redactor.text: finds a known secret in every form in which it travels", () => {
  const { text } = redactor([canary]);
  const forms = [
    canary,
    encodeURIComponent(canary),
    encodeURIComponent(canary).toLowerCase().replace("c4n", "C4n"),
    encodeURIComponent(canary).replaceAll("%20", "+"),
    new URLSearchParams({ q: canary }).toString().slice(2),
    encodeURI(canary),
    JSON.stringify(canary).slice(1, -1),
    canary.replaceAll("'", "''"),
    btoa(String.fromCharCode(...new TextEncoder().encode(canary))),
  ];
  for (const form of forms) assert.match(text(`before ${form} after`), /^before \[redacted\]=* after$/, form);
});

Deno.test("redactor.text: finds each line of a secret of several lines, and the longer of two that overlap", () => {
  const { text } = redactor(["first line\nsecond line", "abcd", "abcdef"]);
  assert.equal(text("x second line y"), "x [redacted] y");
  assert.equal(text("abcdef abcdx"), "[redacted] [redacted]x");
});

Deno.test("redactor.text: replaces short secrets only where they are the whole text", () => {
  const { text } = redactor(["a", "", "x1"]);
  assert.equal(text("banana x1"), "banana x1");
  assert.equal(text("x1"), "[redacted]");
  assert.equal(text(""), "");
});

Deno.test("redactor.text: knows secrets by their form", () => {
  const { text } = redactor([]);
  const cases: readonly (readonly [string, string])[] = [
    ["postgres://ann:pw@db:5432/x", "postgres://ann:[redacted]@db:5432/x"],
    ["redis://:p@ss@host", "redis://:[redacted]@host"],
    ["clone https://ghtoken@github.com/a", "clone https://[redacted]@github.com/a"],
    ["Server=db;Password=a b;User=x", "Server=db;Password=[redacted] b;User=x"],
    [`pwd='a b' token="c d"`, "pwd=[redacted] token=[redacted]"],
    ["AccountKey=abc==;Name=x", "AccountKey=[redacted];Name=x"],
    ["https://blob/x?sv=1&sig=a%2Bb&se=2", "https://blob/x?sv=1&sig=[redacted]&se=2"],
    [`{"api_key": "k\\"1", "n": 1}`, `{"api_key": "[redacted]", "n": 1}`],
    ["Authorization: Basic YW5uOnB3", "Authorization: [redacted]"],
    ["sent Bearer abcdefgh.123", "sent Bearer [redacted]"],
    ["https://hooks.slack.com/services/T0/B0/xyz failed", "https://hooks.slack.com/[redacted] failed"],
    ["ghp_abcdefghijklmnopqrst0123 leaked", "[redacted] leaked"],
    ["xoxb-1234567890-abc", "[redacted]"],
    ["-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nend", "[redacted]\nend"],
  ];
  for (const [input, expected] of cases) {
    assert.equal(text(input), expected);
    assert.equal(text(expected), expected, "twice is once");
  }
});

Deno.test("redactor.text: leaves ordinary messages alone", () => {
  const { text } = redactor([]);
  for (
    const message of [
      "config/dev.yaml:3:5: alerts.password: found the number 5, expected text",
      'Cannot read "sales.csv": the file does not exist',
      "https://example.com:8080/a?b=c and ann@example.com",
      "partition_key=BABY CARE, run_key=2026-01-01, design=5",
      "Basic clustering of 300 stores",
      "Unexpected token } in JSON",
    ]
  ) assert.equal(text(message), message);
});

Deno.test("redactor.value: reaches nested fields, keys, maps, sets, errors and their causes", () => {
  class Place {
    readonly #hidden = canary;
    readonly url = new URL("postgres://ann:pw@db/x");
    get shown() {
      return this.#hidden;
    }
    get broken(): string {
      throw new Error("no");
    }
    readonly deep = [{ note: `is ${canary}` }, new Set([canary]), new Map([[canary, { password: "x" }]])];
  }
  const inner = new Error(`inner ${canary}`, { cause: canary });
  const error = new Problem("data", `outer ${canary}`, { cause: new AggregateError([inner], canary), remedy: canary });
  const self: Record<string, unknown> = {
    [canary]: 1,
    place: new Place(),
    error,
    bytes: new TextEncoder().encode(canary),
  };
  self["self"] = self;
  const copy = redactor([canary]).value(self) as Record<string, unknown>;
  const shown = Deno.inspect(copy, { depth: 50, iterableLimit: 1000, strAbbreviateSize: 10_000 }) +
    (copy["error"] as Error).stack;
  assert.ok(!shown.includes("C4n"), shown);
  assert.ok(!shown.includes("ann:pw"), shown);
  assert.equal(copy["self"], copy);
  assert.equal(copy["bytes"], `[${new TextEncoder().encode(canary).length} bytes]`);
  const copied = copy["error"] as Problem;
  assert.ok(copied instanceof Problem && copied.name === "Problem" && copied.kind === "data");
  assert.equal(copied.message, "outer [redacted]");
  assert.equal(((copied.cause as AggregateError).errors[0] as Error).message, "inner [redacted]");
  assert.equal(error.message, `outer ${canary}`, "the original stays");
});

Deno.test("redactor.value: hides whole fields that are named like secrets, whatever they hold", () => {
  const { value } = redactor([]);
  assert.deepEqual(
    value({
      password: 12345,
      credentials: { user: "ann" },
      tokens: 3,
      has: { apiKey: ["x"], password_set: true, secret: null },
    }),
    {
      password: "[redacted]",
      credentials: "[redacted]",
      tokens: 3,
      has: { apiKey: "[redacted]", password_set: true, secret: null },
    },
  );
});

Deno.test("redactor.value: hides numbers that are secrets and keeps other values as they are", () => {
  const date = new Date(0);
  const numbers = Float64Array.of(1, 2);
  const input = { pin: 987654, big: 987654n, date, numbers, n: 1.5, b: true, u: undefined, nothing: null };
  assert.deepEqual(redactor(["987654"]).value(input), {
    ...input,
    pin: "[redacted]",
    big: "[redacted]",
  });
  assert.equal(redactor([]).value("plain"), "plain");
});

Deno.test("redactor.value: ends at a depth instead of overflowing", () => {
  let deep: unknown = canary;
  for (let i = 0; i < 10_000; i++) deep = [deep];
  assert.ok(JSON.stringify(redactor([canary]).value(deep)).includes("[too deep]"));
});

Deno.test("redactor.text: whatever surrounds a secret, it does not stay, and twice is once", () => {
  const secret = fc.string({ unit: fc.constantFrom(..."ABC123%$/+ '\"\\"), minLength: 4, maxLength: 12 });
  fc.assert(
    fc.property(
      fc.array(secret, { minLength: 1, maxLength: 3 }),
      fc.array(fc.string(), { maxLength: 4 }),
      (secrets, parts) => {
        const { text } = redactor(secrets);
        const input = [...parts, ...secrets, ...parts].join(secrets[0]);
        const output = text(input);
        for (const one of secrets) assert.ok(!output.includes(one));
        assert.equal(text(output), output);
      },
    ),
  );
});

Deno.test("redactor.text: a long text without blanks takes no quadratic time", () => {
  const { text } = redactor(["secret-value"]);
  for (const piece of ["://a", "token:'", "a-", "eyJaaaaaaaa.", "password=", "authorization:", "https://"]) {
    assert.ok(text(piece.repeat(20_000)).length > 0);
  }
});

Deno.test("isSecretName: tells fields that hold secrets from those that only tell about them", () => {
  for (
    const name of [
      "password",
      "PG_PASSWORD",
      "apiKey",
      "api-key",
      "SLACK_WEBHOOK_URL",
      "accessToken",
      "AZURE_STORAGE_KEY",
      "AZURE_STORAGE_CONNECTION_STRING",
      "Authorization",
      "client_secret",
      "smtp.password",
      "passwords",
      "api_keys",
      "accessTokens",
      "SENTRY_DSN",
      "webhooks",
    ]
  ) assert.ok(isSecretName(name), name);
  for (
    const name of [
      "key",
      "partition_key",
      "run_key",
      "keys",
      "password_file",
      "token_type",
      "tokens",
      "max_tokens",
      "partition_keys",
      "author",
      "path",
      "",
      "secret_names",
    ]
  ) assert.ok(!isSecretName(name), name);
});

Deno.test("isSecretName: the shell's working folder is no password", () => {
  assert.deepEqual(["PWD", "OLDPWD", "pwd", "DB_PWD"].map(isSecretName), [false, false, true, true]);
});
