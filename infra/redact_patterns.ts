/** What stands in place of a secret. */
export const redacted = "[redacted]";

const keys = "password|passwd|passphrase|secret|token|(?:api|access|account|private|shared)[_-]?(?:access[_-]?)?key|" +
  "shared[_-]?access[_-]?signature|(?<![a-z])pwd|(?<![a-z])sig";

interface Pattern {
  /** Most texts lack this, so most patterns cost one search. */
  readonly hint: RegExp;
  readonly find: RegExp;
  readonly put: string;
}

/** Texts that are secret by their form. Each pattern begins with a fixed word, so that long texts cost linear time. */
const patterns: readonly Pattern[] = [
  { hint: /:\/\//, find: /(:\/\/[^\s/:@"'`<>]*:)[^\s/"'`<>]*@/g, put: `$1${redacted}@` },
  { hint: /https?:\/\//, find: /(https?:\/\/)[^\s/:@?#"'`<>]+@/g, put: `$1${redacted}@` },
  {
    hint: /=/,
    find: new RegExp(`(${keys})(=)(?!\\[redacted\\])(?:"[^"]*"|'[^']*'|[^\\s;,&"')\\]}]+)`, "gi"),
    put: `$1$2${redacted}`,
  },
  {
    hint: /["']/,
    find: new RegExp(`(${keys})(["']?[ \\t]*:[ \\t]*)(["'])(?!\\[redacted\\])(?:\\\\.|(?!\\3)[^\\\\])*\\3`, "gi"),
    put: `$1$2$3${redacted}$3`,
  },
  {
    hint: /authorization/i,
    find: /(authorization["']?[ \t]*[:=][ \t]*["']?)(?:(?:basic|bearer|digest|token)[ \t]+)?[^\s"',;]+/gi,
    put: `$1${redacted}`,
  },
  { hint: /bearer/i, find: /\b(bearer[ \t]+)[\w.~+/=-]{8,}/gi, put: `$1${redacted}` },
  {
    hint: /https:/i,
    find:
      /(https:\/\/(?:hooks\.slack\.com|discord(?:app)?\.com\/api\/webhooks|[\w.-]+\.webhook\.office\.com)\/)[^\s"'`<>]+/gi,
    put: `$1${redacted}`,
  },
  {
    hint: /gh[pousr]_|github_pat_|xox[a-z]-|AKIA|eyJ|sk-|AIza/,
    find:
      /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|xox[a-z]-[\w-]{10,}|AKIA[0-9A-Z]{16}|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|sk-[\w-]{20,}|AIza[\w-]{35})/g,
    put: redacted,
  },
  {
    hint: /PRIVATE KEY-----/,
    find: /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
    put: redacted,
  },
];

/** Replaces what looks like a secret: passwords in URLs and `key=value` lists, tokens, webhook addresses, private keys. */
export function redactPatterns(text: string): string {
  let result = text;
  for (const { hint, find, put } of patterns) {
    if (hint.test(result)) result = result.replace(find, put);
  }
  return result;
}
