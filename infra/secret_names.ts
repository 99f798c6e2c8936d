const secretWords: ReadonlySet<string> = new Set([
  "password",
  "passwords",
  "passwd",
  "pwd",
  "passphrase",
  "passphrases",
  "passcode",
  "secret",
  "secrets",
  "token",
  "credential",
  "credentials",
  "authorization",
  "bearer",
  "cookie",
  "cookies",
  "dsn",
  "webhook",
  "webhooks",
  "apikey",
  "apikeys",
  "accesskey",
  "accountkey",
  "privatekey",
]);

const keyOwners: ReadonlySet<string> = new Set([
  "api",
  "access",
  "account",
  "auth",
  "client",
  "encryption",
  "license",
  "master",
  "private",
  "sas",
  "secret",
  "service",
  "shared",
  "signing",
  "ssh",
  "storage",
  "subscription",
]);

/** `tokens` alone, or with another word, are mostly counted: `max_tokens`. */
const tokenOwners: ReadonlySet<string> = new Set(["access", "api", "auth", "bearer", "refresh", "secret", "session"]);

/** Last words that make a name tell about a secret instead of holding one: `password_file`, `token_type`. */
const tellingWords: ReadonlySet<string> = new Set([
  "at",
  "count",
  "enabled",
  "env",
  "expires",
  "expiry",
  "file",
  "length",
  "name",
  "names",
  "path",
  "paths",
  "policy",
  "status",
  "type",
]);

/**
 * Whether a field, key or variable of this name usually holds a secret: `password`, `SLACK_WEBHOOK_URL`, `apiKey`, but not
 * `partition_key` or `password_file`.
 */
export function isSecretName(name: string): boolean {
  // The shell's working folder, not a password.
  if (/^(OLD)?PWD$/.test(name)) return false;
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase().split(/[^a-z0-9]+/).filter((word) =>
    word !== ""
  );
  const last = words.at(-1);
  if (last === undefined || tellingWords.has(last)) return false;
  return words.some((word, i) => {
    const before = words[i - 1] ?? "";
    return secretWords.has(word) || (/^keys?$/.test(word) && keyOwners.has(before)) ||
      (word === "tokens" && tokenOwners.has(before)) ||
      (word === "string" && before === "connection");
  });
}
