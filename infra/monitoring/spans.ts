/** Something that took time, as OpenTelemetry has it. Times are milliseconds since 1970. */
export interface SpanRecord {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  /** What went wrong. */
  readonly error?: string;
}

/** Records spans; what a call returns can be the parent of others. */
export type SpanRecorder = (span: SpanRecord, parent?: unknown) => unknown;

/** The few methods of OpenTelemetry's interface that are needed; Deno has them without a package. */
interface Span {
  setStatus(status: { readonly code: number; readonly message: string }): void;
  end(time: number): void;
}

interface Context {
  getValue(key: symbol): unknown;
  setValue(): Context;
  deleteValue(): Context;
}

interface Tracer {
  startSpan(name: string, options: unknown, context: Context): Span;
}

interface Telemetry {
  readonly tracerProvider: { getTracer(name: string): Tracer };
}

const parentKey = Symbol.for("OpenTelemetry Context Key SPAN");
const errorCode = 2;

/**
 * Records spans by Deno's own OpenTelemetry, which exports them where the environment says (`OTEL_DENO=true`,
 * `OTEL_EXPORTER_OTLP_ENDPOINT`); a recorder that does nothing when that is off.
 *
 * Reference: https://docs.deno.com/runtime/fundamentals/open_telemetry/
 */
export function spanRecorder(name: string): SpanRecorder {
  if (!isOn()) return () => undefined;
  const { telemetry } = Deno as unknown as { readonly telemetry?: Telemetry };
  const tracer = telemetry?.tracerProvider.getTracer(name);
  if (tracer === undefined) return () => undefined;
  return (span, parent) => {
    try {
      return record(tracer, span, parent);
    } catch {
      // The runtime says so by an error when it cannot.
      return undefined;
    }
  };
}

/** Deno 2.4 does not throw when it is off, its process dies. */
function isOn(): boolean {
  const name = "OTEL_DENO";
  if (Deno.permissions.querySync({ name: "env", variable: name }).state !== "granted") return false;
  return /^(1|true)$/i.test(Deno.env.get(name) ?? "");
}

function record(tracer: Tracer, span: SpanRecord, parent: unknown): unknown {
  const { name, start: startTime, end, attributes, error } = span;
  const recorded = tracer.startSpan(name, { startTime, attributes }, contextOf(parent));
  if (error !== undefined) recorded.setStatus({ code: errorCode, message: error });
  recorded.end(end);
  return recorded;
}

function contextOf(parent: unknown): Context {
  const context: Context = {
    getValue: (key) => key === parentKey ? parent : undefined,
    setValue: () => context,
    deleteValue: () => context,
  };
  return context;
}
