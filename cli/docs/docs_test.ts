import assert from "node:assert/strict";
import { type DocPage, documentation } from "./pages.ts";
import { headingId, pageAddress, renderPage } from "./render.ts";
import { searchDocs } from "./search.ts";
import { answerDocs, serveDocs } from "./serve.ts";

const page = (text: string): DocPage => ({ name: "one", title: "One", text });

Deno.test("renderPage: what a page holds of HTML and of scripts is text", () => {
  const html = renderPage(
    page("# One\n\n<script>alert(1)</script> [x](javascript:alert(1)) ![y](data:text/html,z)"),
    [],
  );
  assert.doesNotMatch(html, /<script|href="javascript|src="data/);
  assert.match(html, /&lt;script&gt;/);
});

Deno.test("renderPage: tables, code and headings that can be linked to", () => {
  const html = renderPage(
    page("# One\n\n## How it `runs`\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n```sh\nx < y\n```\n"),
    [],
  );
  assert.match(html, /<h2 id="how-it-runs">/);
  assert.match(html, /<td>2<\/td>/);
  assert.match(html, /x &lt; y/);
});

Deno.test("renderPage: a block that the tests do not run says why", () => {
  const html = renderPage(page("# One\n\n```sh no-run: needs <systemd>\nsystemctl\n```\n"), []);
  assert.match(html, /<p class="note">Not run by the tests: needs &lt;systemd&gt;<\/p>\n<pre>/);
});

Deno.test("searchDocs: every word counts, a comment in a block is no heading, nothing finds nothing", () => {
  const text = "# One\n\nred apple\n\n```sh\n# red\npear\n```\n\n## Apple\n\nred\n";
  const lines = searchDocs([page(text)], "red Apple").map(({ line, heading }) => `${line} ${heading}`);
  assert.deepEqual(lines, ["3 One", "12 Apple"]);
  assert.deepEqual(searchDocs([page(text)], "  "), []);
});

Deno.test("pageAddress: links between files lead to pages", () => {
  assert.equal(pageAddress("docs/alerts.md", "readme"), "/alerts");
  assert.equal(pageAddress("alerts.md#slack", "engine"), "/alerts#slack");
  assert.equal(pageAddress("../engine.md", "decisions/0001"), "/engine");
  assert.equal(pageAddress("../README.md", "engine"), "/readme");
  assert.equal(pageAddress("https://deno.com", "engine"), "https://deno.com");
  assert.equal(headingId("What is kept: `runs`"), "what-is-kept-runs");
});

Deno.test("documentation: every page has a title, and every link between pages leads somewhere", async () => {
  const pages = await documentation();
  const names = new Set(pages.map(({ name }) => name));
  const dead = pages.flatMap(({ name, text }) =>
    [...text.replace(/```[\s\S]*?```/g, "").matchAll(/\]\(([^)\s]+\.md)(#[^)]*)?\)/g)]
      .filter(([, target]) => !/^https?:/.test(target!))
      .map(([, target]) => ({ name, target: pageAddress(target!, name).slice(1) }))
      .filter(({ target }) => !names.has(target) && !/^(bench|data|CONTRIBUTING)/.test(target))
  );
  assert.deepEqual(dead, []);
  assert.deepEqual(pages.filter(({ name, title }) => name === title).map(({ name }) => name), []);
});

Deno.test("answerDocs: pages, the stylesheet, pictures, and nothing else of the machine", async () => {
  const ask = async (path: string) => await answerDocs(new Request(`http://127.0.0.1${path}`), [page("# One")]);
  const answer = await ask("/one");
  assert.equal(answer.headers.get("content-type"), "text/html; charset=utf-8");
  assert.match(answer.headers.get("content-security-policy") ?? "", /default-src 'none'/);
  assert.match(await answer.text(), /<h1 id="one">One<\/h1>/);
  assert.equal((await ask("/style.css")).headers.get("content-type"), "text/css; charset=utf-8");
  assert.equal((await ask("/images/run.png")).headers.get("content-type"), "image/png");
  for (const path of ["/images/..%2f..%2fdeno.json", "/%2e%2e/deno.json", "/two"]) {
    assert.equal((await ask(path)).status, 404, path);
  }
});

Deno.test("serveDocs: a port that is taken is told, with what to do", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr;
  const { signal } = new AbortController();
  const serving = serveDocs([], { port, signal, onListen: () => undefined });
  await assert.rejects(serving, {
    kind: "configuration",
    message: `Cannot serve the documentation on 127.0.0.1:${port}: the port is taken`,
  });
});
