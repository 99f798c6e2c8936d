import MarkdownIt from "markdown-it";
import { dirname, join } from "node:path/posix";
import type { DocPage } from "./pages.ts";

/**
 * A page as HTML. What the Markdown holds of HTML is shown as text, and only links that cannot run anything are links.
 *
 * @param all every page, for the list beside it
 */
export function renderPage(page: DocPage, all: readonly DocPage[]): string {
  const markdown = markdownOf(page.name);
  const escape = (text: string) => markdown.utils.escapeHtml(text);
  const links = all.map(({ name, title }) => {
    const here = name === page.name ? ' aria-current="page"' : "";
    return `<li><a href="/${name}"${here}>${escape(title)}</a></li>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(page.title)} · clustering</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<a class="to-pages" href="#pages">All pages</a>
<nav id="pages" aria-label="Pages"><ul>${links.join("")}</ul></nav>
<main>${markdown.render(page.text)}</main>
</body>
</html>
`;
}

/** Where a link of a page leads when pages are served: pages without `.md`, other addresses as they are. */
export function pageAddress(target: string, page: string): string {
  if (/^([a-z]+:|#|\/)/i.test(target)) return target;
  const [path = "", hash] = target.split("#");
  const from = page === "readme" || page === "changelog" ? "." : join("docs", dirname(page));
  const file = join(from, path);
  const known: Readonly<Record<string, string>> = { "README.md": "readme", "CHANGELOG.md": "changelog" };
  const name = known[file] ?? file.replace(/^docs\//, "").replace(/\.md$/, "");
  return `/${name}${hash === undefined ? "" : `#${hash}`}`;
}

/** The text of a heading as the end of an address, as GitHub makes it. */
export function headingId(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").trim().replaceAll(" ", "-");
}

/** A renderer for the texts of one page. */
function markdownOf(page: string) {
  const made = new MarkdownIt({ html: false, linkify: false });
  const { rules } = made.renderer;
  rules["link_open"] = (tokens, index, options, _env, self) => {
    const token = tokens[index]!;
    token.attrSet("href", pageAddress(String(token.attrGet("href") ?? ""), page));
    return self.renderToken(tokens, index, options);
  };
  const image = rules["image"]!;
  rules["image"] = (tokens, index, options, env, self) => {
    const token = tokens[index]!;
    token.attrSet("src", pageAddress(String(token.attrGet("src") ?? ""), page));
    return image(tokens, index, options, env, self);
  };
  const fence = rules["fence"]!;
  rules["fence"] = (tokens, index, options, env, self) => {
    const why = /no-run: (.+)$/.exec(tokens[index]!.info)?.[1];
    const note = why === undefined ? "" : `<p class="note">Not run by the tests: ${made.utils.escapeHtml(why)}</p>\n`;
    return note + fence(tokens, index, options, env, self);
  };
  rules["heading_open"] = (tokens, index, options, _env, self) => {
    tokens[index]!.attrSet("id", headingId(tokens[index + 1]?.content ?? ""));
    return self.renderToken(tokens, index, options);
  };
  return made;
}
