/** A JSON Schema, as far as it is read here. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

interface Row {
  readonly key: string;
  readonly type: string;
  readonly value: string;
  readonly description: string;
}

const introduction = `# Configuration

\`config/<environment>.yaml\` is merged over the defaults below; \`--env\` names the environment. One schema checks all of it:
an error names file, line, column, key, what was found and what is accepted. \`config/schema.json\`, made by
\`clustering config schema\`, gives editors completion. This page is made from it: \`deno task docs:config\`.

- \`\${env:NAME,default}\` takes an environment variable, \`\${path.to.key}\` another key. \`.env.<environment>\` and \`.env\` are
  read first; variables that are set already win.
- \`--set key.path=value\` comes last and may be repeated.
- Relative paths start at the project's folder, the one that holds \`config/\`.
- Secrets are marked in the schema and never reach a log, a page or an error.

\`\`\`sh
clustering config show --env dev              # every value, and where it was written
clustering config show engine --env prod --set engine.threads=2
clustering validate --env dev                 # checks without running
\`\`\`
`;

/** The page `docs/configuration.md` from the configuration's JSON Schema: a section per key of the first level. */
export function configPage(schema: unknown): string {
  const sections = Object.entries((schema as Schema).properties ?? {}).map(([name, section]) => {
    const rows = rowsOf(section, name);
    const table = rows.map(({ key, type, value, description }) =>
      `| ${code(key)} | ${cell(type)} | ${value === "" ? "" : code(value)} | ${cell(description)} |`
    );
    const about = section.description === undefined ? "" : `${sentence(section.description)}\n\n`;
    const head = "| key | what it takes | default | meaning |\n| --- | --- | --- | --- |\n";
    return `\n## ${name}\n\n${about}${head}${table.join("\n")}\n`;
  });
  return introduction + sections.join("");
}

function rowsOf(given: Schema, key: string): readonly Row[] {
  const schema = plain(given);
  const choices = schema.oneOf ?? schema.anyOf ?? [];
  const kinds = choices.filter((one) => one.properties !== undefined);
  if (kinds.length > 0) return kinds.flatMap((one) => rowsOfKind(one, key));
  const rows = Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => rowsOf(inner, `${key}.${name}`));
  const others = schema.additionalProperties;
  const named = typeof others === "object" ? rowsOf(others, `${key}.<name>`) : [];
  if (rows.length > 0 && sameRows(rows, named, key)) return unique(named);
  if (rows.length + named.length > 0) return unique([...rows, ...named]);
  return [{ key, type: typeOf(schema), value: defaultOf(given), description: given.description ?? "" }];
}

/** Of a choice by `kind` each kind has keys of its own. */
function rowsOfKind(schema: Schema, key: string): readonly Row[] {
  const kind = plain(schema.properties?.["kind"] ?? {}).const;
  const place = kind === undefined ? key : `${key} (${kind})`;
  return Object.entries(schema.properties ?? {}).filter(([name]) => name !== "kind")
    .flatMap(([name, inner]) => rowsOf(inner, `${place}.${name}`));
}

/** Names that have defaults take what every other name takes. */
function sameRows(rows: readonly Row[], named: readonly Row[], key: string): boolean {
  if (named.length === 0) return false;
  const rest = new Set(named.map((row) => row.key.slice(key.length + "<name>".length + 1)));
  return rows.every((row) => [...rest].some((end) => row.key.endsWith(end)));
}

function unique(rows: readonly Row[]): readonly Row[] {
  return [...new Map(rows.map((row) => [row.key, row])).values()];
}

/** A schema without the texts with `${…}` that every value may be. */
function plain(schema: Schema): Schema {
  const options = (schema.anyOf ?? []).filter((one) => one.pattern !== "\\$\\{");
  if (options.length !== 1) return options.length === 0 ? schema : { ...schema, anyOf: options };
  const { anyOf: _all, ...rest } = schema;
  return { ...plain(options[0]!), ...rest };
}

function typeOf(given: Schema): string {
  const schema = plain(given);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(String).join(", ");
  const options = schema.anyOf ?? schema.oneOf;
  if (options !== undefined) return [...new Set(options.map(typeOf))].join(" or ");
  if (schema.type === "array") return `list of ${schema.items === undefined ? "values" : typeOf(schema.items)}`;
  if (schema.type === "integer" || schema.type === "number") return numberType(schema);
  if (schema.type === "string") return schema.format === "uri" ? "address" : "text";
  if (schema.type === "null") return "null";
  return [schema.type ?? "any value"].flat().join(" or ");
}

function numberType({ type, minimum, maximum }: Schema): string {
  const word = type === "integer" ? "whole number" : "number";
  const bound = (value: number | undefined) =>
    value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? undefined : value;
  const [low, high] = [bound(minimum), bound(maximum)];
  if (low !== undefined && high !== undefined) return `${word} from ${low} to ${high}`;
  return low === undefined ? word : `${word} from ${low}`;
}

function defaultOf(schema: Schema): string {
  return schema.default === undefined ? "" : JSON.stringify(schema.default);
}

function sentence(text: string): string {
  return text.endsWith(".") ? text : `${text}.`;
}

function code(text: string): string {
  return "`" + text.replaceAll("|", "\\|") + "`";
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("\n", " ");
}
