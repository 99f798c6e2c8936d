import assert from "node:assert/strict";
import { fakeServer } from "../infra/monitoring/test_servers.ts";
import { runCli, withProject } from "./helpers/cli.ts";

interface ExportedSpan {
  readonly name: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}

Deno.test("cli: with OTEL_DENO a run is exported as a span with its steps below it", () =>
  withProject(async (root) => {
    const json = { headers: { "content-type": "application/json" } };
    await using collector = fakeServer(() => new Response("{}", json));
    const result = await runCli(["run", "internal_preprocessing_job"], {
      cwd: root,
      env: {
        OTEL_DENO: "true",
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      },
    });
    assert.equal(result.code, 0, result.stderr);
    const spans: ExportedSpan[] = collector.received.filter(({ path }) => path === "/v1/traces")
      .flatMap(({ body }) => JSON.parse(body).resourceSpans)
      .flatMap(({ scopeSpans }) => scopeSpans).flatMap(({ spans }) => spans);
    const run = spans.find(({ name }) => name === "run internal_preprocessing_job");
    assert.ok(run !== undefined, "no span of the run");
    const steps = spans.filter(({ name }) => name.startsWith("step "));
    assert.ok(steps.length > 1);
    assert.ok(steps.every(({ parentSpanId }) => parentSpanId === run.spanId));
  }));
