import assert from "node:assert/strict";
import { hashPassword, secretDigest } from "../../infra/auth/mod.ts";
import { createApp } from "../../ui/app.tsx";
import { proofOf, securitySite } from "./site.ts";

const password = "correct horse battery";

async function withPassword() {
  const site = await securitySite();
  await site.backend.ledger.accounts.changeUser("viewer", { password: await hashPassword(password) });
  const login = (headers: Readonly<Record<string, string>> = {}) =>
    site.send("POST", "/api/v1/session", { headers, body: { name: "viewer", password } });
  return Object.assign(site, { login });
}

function cookieIn(response: Response): string {
  return /session=(\w+);/.exec(response.headers.get("set-cookie") ?? "")?.[1] ?? "";
}

Deno.test("sessions: a cookie that somebody else put there is not taken over, and the session before ends with the next", async () => {
  await using site = await withPassword();
  const status = async (secret: string) =>
    (await site.send("GET", "/api/v1/session", { headers: { cookie: `session=${secret}` } })).status;
  const first = cookieIn(await site.login({ cookie: "session=cls_chosen" }));
  assert.notEqual(first, "cls_chosen");
  assert.deepEqual([await status("cls_chosen"), await status(first)], [401, 200]);
  const second = cookieIn(await site.login({ cookie: `session=${first}` }));
  assert.deepEqual([await status(first), await status(second)], [401, 200]);
});

Deno.test("sessions: passwords and secrets are nowhere in what is recorded", async () => {
  await using site = await withPassword();
  const session = cookieIn(await site.login());
  const admin = proofOf("admin", "token");
  const made = await site.send("POST", "/api/v1/tokens", { headers: admin, body: { name: "ci", role: "viewer" } });
  const { secret } = await made.json();
  const body = { name: "eve", role: "viewer", password: "another horse battery" };
  await site.send("POST", "/api/v1/users", { headers: admin, body });
  const recorded = site.recorded();
  for (const text of [password, body.password, session, secret]) {
    assert.equal(text.length > 10 && recorded.includes(text), false);
  }
  assert.ok(recorded.includes(secretDigest(secret)), "only its digest is");
});

Deno.test("sessions: an expired or revoked token, and a session that is over, open nothing", async () => {
  await using site = await securitySite();
  const { accounts } = site.backend.ledger;
  const now = site.backend.clock.now();
  const token = { name: "short", role: "viewer", createdAt: now, createdBy: "test", expiresAt: now + 1000 } as const;
  await accounts.addToken(token, secretDigest("clu_short"));
  const ask = async (headers: Readonly<Record<string, string>>) =>
    (await site.send("GET", "/api/v1/session", { headers })).status;
  assert.equal(await ask({ authorization: "Bearer clu_short" }), 200);
  await site.backend.clock.advance(1000);
  assert.equal(await ask({ authorization: "Bearer clu_short" }), 401);
  assert.equal(await ask(proofOf("viewer", "session")), 200);
  await site.backend.clock.advance(100 * 3_600_000);
  assert.equal(await ask(proofOf("viewer", "session")), 401);
  // The digest is no secret: who reads the database cannot log in with what is there.
  assert.equal(await ask({ authorization: `Bearer ${secretDigest("clu_viewer")}` }), 401);
});

Deno.test("streams: need a login, and end when it is over or taken away", async () => {
  for (const path of ["/api/v1/stream", "/api/v1/runs/01waiting/stream"]) {
    for (const proof of ["session", "token"] as const) {
      await using site = await securitySite();
      const { accounts } = site.backend.ledger;
      assert.equal((await site.send("GET", path)).status, 401);
      const response = await site.send("GET", path, { headers: proofOf("viewer", proof) });
      assert.equal(response.headers.get("content-type"), "text/event-stream");
      const reader = response.body!.getReader();
      assert.equal((await reader.read()).done, false);
      if (proof === "session") await accounts.closeSession(secretDigest("cls_viewer"));
      else await accounts.removeToken("robot-viewer");
      let done = false;
      const end = (async () => {
        while (!done) done = (await reader.read()).done;
      })();
      // A sign of life comes every 15 seconds, whatever happens; the clock is moved by hand until the stream has ended.
      while (!done) {
        await site.backend.clock.advance(1_000);
        await new Promise((resolve) => setTimeout(resolve));
      }
      await end;
    }
  }
});

Deno.test("logs: a request that fails tells its reader nothing of why, with the headers of every answer", async () => {
  await using site = await securitySite();
  const { ledger } = site.backend;
  const fail = () => Promise.reject(new Error("secret at /srv/secret.ts:1"));
  const history = new Proxy(ledger.history, { get: (of, name) => name === "run" ? fail : Reflect.get(of, name) });
  const app = createApp({ ...site.backend, ledger: { ...ledger, history } });
  for (const path of ["/api/v1/runs/x", "/runs/x"]) {
    const response = await app.request(`http://shop.example${path}`, { headers: proofOf("viewer", "session") });
    assert.equal(response.status, 500);
    assert.doesNotMatch(await response.text(), /secret|\.ts:\d/);
    assert.match(response.headers.get("content-security-policy") ?? "", /^default-src 'none'/);
  }
});

Deno.test("headers: every answer has them, also refusals, and is kept by nobody unless it is the same for all", async () => {
  await using site = await securitySite();
  const admin = proofOf("admin", "session");
  const asked: readonly (readonly [string, string, Readonly<Record<string, string>>, number])[] = [
    ["GET", "/", {}, 302],
    ["GET", "/", admin, 200],
    ["GET", "/login", {}, 200],
    ["GET", "/nope", admin, 404],
    ["GET", "/api/v1/runs", {}, 401],
    ["GET", "/api/v1/runs", admin, 200],
    ["GET", "/api/v1/runs?status=x", admin, 400],
    ["GET", "/api/v1/nope", admin, 404],
    ["GET", "/api/v1/users", proofOf("viewer", "token"), 403],
    ["POST", "/runs", admin, 405],
    ["POST", "/api/v1/runs/cancel", { ...admin, "content-type": "text/plain" }, 415],
    ["POST", "/api/v1/runs/cancel", { ...admin, "content-length": "99999999" }, 413],
    ["OPTIONS", "/api/v1/runs", { ...admin, origin: "http://evil.example" }, 403],
  ];
  for (const [method, path, headers, status] of asked) {
    const large = "content-length" in headers ? { body: { x: "y".repeat(2_000_000) } } : {};
    const response = await site.send(method, path, { headers, ...large });
    const name = `${method} ${path} gave ${response.status}`;
    assert.equal(response.status, status, name);
    const of = (header: string) => response.headers.get(header);
    assert.match(
      of("content-security-policy") ?? "",
      /^default-src 'none'; script-src 'self'; style-src 'self';/,
      name,
    );
    assert.match(
      of("content-security-policy") ?? "",
      /base-uri 'none'; form-action 'self'; frame-ancestors 'none'$/,
      name,
    );
    assert.deepEqual([of("x-frame-options"), of("x-content-type-options"), of("referrer-policy")], [
      ...["DENY", "nosniff", "no-referrer"],
    ], name);
    assert.equal(of("access-control-allow-origin"), null, name);
    assert.match(of("cache-control") ?? "", /no-store|no-cache/, name);
    await response.body?.cancel();
  }
});

Deno.test("headers: names that callers chose cannot end a header", async () => {
  await using site = await securitySite();
  const admin = proofOf("admin", "session");
  const nasty = 'a"\r\nset-cookie: x=y\r\n\r\n<script>';
  for (const path of [`/runs?x=${encodeURIComponent(nasty)}`, `/${encodeURIComponent(nasty)}`]) {
    const { status, headers } = await site.send("GET", path);
    assert.deepEqual([status, headers.get("set-cookie")], [302, null]);
    assert.match(headers.get("location") ?? "", /^\/login\?next=[\w%.~*+-]+$/);
  }
  const file = `/api/v1/assets/${encodeURIComponent(nasty)}/file`;
  const { headers } = await site.send("GET", file, { headers: admin });
  assert.equal(headers.get("set-cookie"), null);
});
