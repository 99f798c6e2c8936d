import { Outage } from "../queue/patience.ts";
import { ScheduleEvaluator } from "../schedules/evaluator.ts";
import { SensorEvaluator } from "../sensors/evaluator.ts";
import type { Service } from "../service.ts";
import { type AutomationOptions, settleAutomation } from "./options.ts";

/** Keeps the schedules of a project going. */
export function scheduleService(options: AutomationOptions): Service {
  return service("schedules", options, () => {
    const evaluator = new ScheduleEvaluator(options);
    return async () => void await evaluator.evaluate();
  });
}

/** Keeps the sensors of a project going; one that takes long does not hold up the others. */
export function sensorService(options: AutomationOptions): Service {
  return service("sensors", options, () => {
    const evaluator = new SensorEvaluator(options);
    return async (signal) => void await evaluator.evaluate(signal);
  }, { waits: false });
}

/** Keeps the schedules and sensors of a project going. Any number of processes may do so on one database. */
export function automationService(options: AutomationOptions): Service {
  const parts = [scheduleService(options), sensorService(options)];
  return {
    name: "schedules and sensors",
    run: async (signal) => void await Promise.all(parts.map((part) => part.run(signal))),
  };
}

function service(
  name: string,
  options: AutomationOptions,
  start: () => (signal: AbortSignal) => Promise<void>,
  { waits = true }: { readonly waits?: boolean } = {},
): Service {
  const { clock, log, poll } = settleAutomation(options);
  return {
    name,
    async run(signal) {
      const look = start();
      const outage = new Outage(`What is known of ${name}`, { clock, log });
      const working = new Set<Promise<void>>();
      let pause = poll;
      while (!signal.aborted) {
        const work = look(signal).then(
          () => (outage.over(), pause = poll),
          (error) => pause = Math.max(poll, outage.failed(error)),
        ).then(() => undefined);
        working.add(work);
        work.finally(() => working.delete(work));
        if (waits) await work;
        await clock.sleep(pause, signal).catch(() => undefined);
      }
      await Promise.all(working);
    },
  };
}
