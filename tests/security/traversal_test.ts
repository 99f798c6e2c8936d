import assert from "node:assert/strict";
import { join } from "node:path";
import { createApi } from "../../ui/api/mod.ts";
import type { Backend } from "../../ui/backend.ts";
import { proofOf, runs, type SecuritySite, securitySite } from "./site.ts";

/** Ways out of a folder, as they stand in a path; what is to be found at their end holds "hunter2" or is /etc/passwd. */
const waysOut = [
  ...["..", "../secret.txt", "../../secret.txt", "../../../../../../../../etc/passwd", "/etc/passwd"],
  ...["..\\..\\secret.txt", "....//secret.txt", "./../secret.txt", "x/../../secret.txt", "secret.txt\0.csv"],
  ...[
    "%2e%2e%2fsecret.txt",
    "..%2fsecret.txt",
    "..%c0%afsecret.txt",
    "%252e%252e%252fsecret.txt",
    "file:///etc/passwd",
  ],
  ...["link.html", "out/secret.txt", ".hidden", "~/.ssh/id_rsa", "C:\\secret.txt", "\\\\host\\share", "*", "/dev/zero"],
];

/** Encoded once, twice, and as it is. */
function spelled(text: string): readonly string[] {
  const once = encodeURIComponent(text);
  return [...new Set([once, encodeURIComponent(once), text.replaceAll("\0", "%00")])];
}

async function assertShut(site: SecuritySite, path: string): Promise<void> {
  const response = await site.send("GET", path, { headers: proofOf("admin", "session") });
  if (response.headers.get("content-type") === "text/event-stream") return await response.body?.cancel();
  const text = await response.text();
  assert.ok(response.status < 500, `${path} gave ${response.status}: ${text}`);
  assert.doesNotMatch(text, /hunter2|root:x:0/, path);
  assert.match(response.headers.get("content-security-policy") ?? "", /^default-src 'none'/, path);
}

/** Secrets beside the folders of data, and links within them that lead there. */
async function layTraps({ settings: { paths } }: Backend): Promise<void> {
  const reports = join(paths.merging, "reports", runs.good);
  const places = [join(paths.data, "assets"), reports, join(paths.data, "rejects")];
  for (const place of places) {
    await Deno.mkdir(place, { recursive: true });
    await Deno.symlink("/etc/passwd", join(place, "link.html"));
    await Deno.symlink(join(paths.data, ".."), join(place, "out"));
    await Deno.writeTextFile(join(place, ".hidden"), "hunter2");
    await Deno.writeTextFile(join(place, "../secret.txt"), "hunter2");
  }
  await Deno.writeTextFile(join(paths.data, "../secret.txt"), "hunter2");
}

/** Every address that is read, with one part or question in turn left open as `@`. */
function openPlaces({ app, backend }: SecuritySite): readonly string[] {
  const { paths = {} } = createApi(backend).getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: "", version: "" },
  });
  const places: string[] = [];
  const known: Readonly<Record<string, string>> = { run: runs.good, id: runs.good, name: "customers" };
  const fill = (path: string, open?: string) =>
    path.replaceAll(/\{(\w+)\}/g, (_, name: string) => name === open ? "@" : known[name] ?? "internal");
  for (const [path, methods] of Object.entries(paths)) {
    for (const { in: where, name } of (methods?.get?.parameters ?? []) as { in: string; name: string }[]) {
      if (where === "path") places.push(`/api/v1${fill(path, name)}`);
      if (where === "query") places.push(`/api/v1${fill(path)}?${name}=@`);
    }
  }
  for (const { path } of app.routes.filter(({ method }) => method === "GET")) {
    const braces = path.replaceAll(/:(\w+)(\{.*?\})?/g, "{$1}");
    for (const [, name] of braces.matchAll(/\{(\w+)\}/g)) places.push(fill(braces, name));
    if (!path.includes(":")) places.push(`${path}?${"file"}=@`);
  }
  return places;
}

Deno.test("paths: nothing outside the folders of data is read through any part of any address", async () => {
  await using site = await securitySite();
  await layTraps(site.backend);
  const places = openPlaces(site);
  assert.ok(places.length > 150, `${places.length} places`);
  const before = site.recorded();
  for (const place of places) {
    for (const way of waysOut) {
      // Questions are not decoded by anybody but the library, so that one spelling is enough.
      const all = place.includes("?") ? [encodeURIComponent(way)] : spelled(way);
      for (const text of all) await assertShut(site, place.replace("@", () => text));
    }
  }
  assert.equal(site.recorded(), before);
});

Deno.test("paths: a value that is recorded as being elsewhere is not read, whoever wrote it down", async () => {
  await using site = await securitySite();
  const { backend, send } = site;
  const { settings: { paths }, ledger: { history } } = backend;
  await layTraps(backend);
  await Deno.copyFile(join(paths.data, "../secret.txt"), join(paths.data, "secret.parquet"));
  await Deno.symlink(join(paths.data, "secret.parquet"), join(paths.data, "assets/linked.parquet"));
  const stored = {
    asset: "customers",
    step: "customers",
    run: runs.good,
    hash: "h",
    bytes: 7,
    metadata: {},
    inputs: [],
  };
  const origin = { codeVersion: "1", fingerprint: "f", columns: [] };
  const outside = ["../secret.parquet", "/etc/passwd", "x/../../secret.parquet", "linked.parquet"];
  await history.write(runs.good, {
    materializations: outside.map((path, i) => ({ ...stored, ...origin, path, version: `v${i}`, createdAt: i })),
  });
  for (const version of outside.keys()) {
    const asked = `version=v${version}`;
    for (const place of ["rows?", "columns?", "download?", "file?", "file?show=true&"]) {
      const path = `/api/v1/assets/customers/${place}${asked}`;
      const response = await send("GET", path, { headers: proofOf("admin", "session") });
      const text = await response.text();
      assert.ok(
        [400, 404, 422].includes(response.status),
        `${path} of ${outside[version]} gave ${response.status}: ${text}`,
      );
      assert.doesNotMatch(text, /hunter2|root:x:0/);
    }
  }
});
