/** A piece of a text with `${…}` in it. */
export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "reference"; readonly path: string }
  | { readonly kind: "variable"; readonly name: string; readonly fallback: Template | undefined };

/** The pieces of a text in order. */
export type Template = readonly TemplatePart[];

/** A template, or what is wrong with its text. */
export type ParsedTemplate =
  | { readonly kind: "ok"; readonly template: Template }
  | { readonly kind: "bad"; readonly found: string; readonly remedy: string };

class TemplateError extends Error {
  readonly remedy: string;

  constructor(found: string, remedy: string) {
    super(found);
    this.remedy = remedy;
  }
}

/**
 * Takes a text with `${path.to.key}`, `${env:NAME}` and `${env:NAME,default}` apart. `$${` is a plain `${`; a default ends at
 * its closing brace, and may hold commas, pairs of braces and `${…}` again.
 */
export function parseTemplate(text: string): ParsedTemplate {
  try {
    return { kind: "ok", template: parseUntil(text, 0, false).template };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { kind: "bad", found: error.message, remedy: error.remedy };
  }
}

interface Parsed {
  readonly template: Template;
  /** The offset of the closing brace, or the end. */
  readonly end: number;
}

function parseUntil(text: string, start: number, inside: boolean): Parsed {
  const parts: TemplatePart[] = [];
  let plain = "";
  let open = 0;
  let at = start;
  for (; at < text.length; at++) {
    if (text.startsWith("$${", at)) {
      plain += "${";
      at += 2;
      if (inside) open++;
    } else if (text.startsWith("${", at)) {
      if (plain !== "") parts.push({ kind: "text", text: plain });
      plain = "";
      const { part, end } = parsePart(text, at);
      parts.push(part);
      at = end;
    } else if (inside && text[at] === "}" && open === 0) {
      break;
    } else {
      if (inside && text[at] === "{") open++;
      if (inside && text[at] === "}") open--;
      plain += text[at];
    }
  }
  if (inside && at >= text.length) throw unclosed();
  if (plain !== "") parts.push({ kind: "text", text: plain });
  return { template: parts, end: at };
}

function parsePart(text: string, start: number): { readonly part: TemplatePart; readonly end: number } {
  const head = /[^,{}]*/y;
  head.lastIndex = start + 2;
  const name = head.exec(text)?.[0] ?? "";
  const after = head.lastIndex;
  const variable = /^\s*env\s*:/.exec(name);
  if (variable === null) {
    const close = text.indexOf("}", start);
    if (close === -1) throw unclosed();
    const path = text.slice(start + 2, close).trim();
    if (path === "") {
      throw new TemplateError("there is nothing between the braces of ${}", "Write ${path.to.key} or ${env:NAME}.");
    }
    return { part: { kind: "reference", path }, end: close };
  }
  const variableName = name.slice(variable[0].length).trim();
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(variableName)) {
    const found = text[after] === undefined ? unclosed() : undefined;
    throw found ??
      new TemplateError(`"${variableName}" is not a name of a variable`, "Write ${env:NAME} or ${env:NAME,default}.");
  }
  if (text[after] === "}") return { part: { kind: "variable", name: variableName, fallback: undefined }, end: after };
  if (text[after] !== ",") throw unclosed();
  const { template, end } = parseUntil(text, after + 1, true);
  return { part: { kind: "variable", name: variableName, fallback: template }, end };
}

function unclosed(): TemplateError {
  return new TemplateError('a "${" is never closed', 'Put } behind it, or write "$${" for a plain "${".');
}
