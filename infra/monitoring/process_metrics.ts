import process from "node:process";
import type { Clock } from "../clock.ts";
import type { MetricFamily } from "./prometheus.ts";

/** Memory, processor time and begin of this process, by the names that Prometheus' client libraries use. */
export function processMetrics(clock: Clock): readonly MetricFamily[] {
  const { rss, heapUsed } = Deno.memoryUsage();
  const { user, system } = process.cpuUsage();
  const one = (name: string, type: MetricFamily["type"], help: string, value: number): MetricFamily => ({
    ...{ name, type, help, samples: [{ value }] },
  });
  return [
    one("process_resident_memory_bytes", "gauge", "Memory of the process.", rss),
    one("process_heap_bytes", "gauge", "Memory of JavaScript objects.", heapUsed),
    one("process_cpu_seconds_total", "counter", "Processor time of the process.", (user + system) / 1e6),
    one("process_start_time_seconds", "gauge", "Begin of the process.", (clock.now() - clock.elapsed()) / 1_000),
  ];
}
