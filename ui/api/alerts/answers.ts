import { Problem } from "../../../infra/errors.ts";
import { tryChannels } from "../../../pipeline/mod.ts";
import { attended } from "../../attended.ts";
import type { Backend } from "../../backend.ts";
import { Refused } from "../../request.ts";
import { type Answer, answer } from "../answer.ts";
import {
  dropDeliveries,
  dropDelivery,
  getAlerts,
  listDeliveries,
  listTold,
  retryDeliveries,
  retryDelivery,
  testChannel,
} from "./endpoints.ts";
import { channelViews, countsOf, deliveryView, rulesOf, ruleView, toldView } from "./views.ts";

/** Answers about what people are told. */
export const alertAnswers: readonly Answer[] = [
  answer(getAlerts, async (_call, backend) => {
    const { ledger, settings, configuration, clock } = backend;
    const counts = await ledger.outbox.counts();
    const placeOf = (path: string) =>
      configuration.find((entry) => entry.path === path || entry.path.startsWith(`${path}.`))?.place;
    const [channels, rules] = [placeOf("alerts.channels"), placeOf("alerts.rules")];
    return {
      enabled: settings.alerts.enabled,
      attempts: settings.alerts.attempts,
      places: { ...(channels === undefined ? {} : { channels }), ...(rules === undefined ? {} : { rules }) },
      attended: await attended(backend),
      channels: [...channelViews(settings, counts)],
      rules: rulesOf(backend).map((rule) => ruleView(rule, clock.now())),
      counts: countsOf(counts),
    };
  }),
  answer(listTold, async ({ query: { limit } }, backend) => {
    const rules = rulesOf(backend);
    const told = await backend.ledger.outbox.told(limit);
    return { items: told.flatMap((one) => toldView(one, rules) ?? []) };
  }),
  answer(listDeliveries, async ({ query: { state, channel, cursor, limit } }, { ledger, redact }) => {
    const filter = {
      ...(state === undefined ? {} : { state }),
      ...(channel === undefined ? {} : { channel }),
      ...(cursor === undefined ? {} : { before: cursor }),
    };
    const deliveries = await ledger.outbox.list({ ...filter, limit: limit + 1 });
    const items = deliveries.slice(0, limit).map((one) => deliveryView(one, redact));
    return { items, ...(deliveries.length > limit ? { next: items.at(-1)!.id } : {}) };
  }),
  answer(testChannel, async ({ params: { name }, caller, address, changed }, backend) => {
    const { settings, environment, clock, random, ledger, redact } = backend;
    const [tried] = await tryChannels(settings, { channel: name, environment, clock, random });
    const { channel, milliseconds, error } = tried!;
    // Recorded here, because a refusal is a try as well.
    changed.elsewhere();
    const outcome = error === undefined ? "taken" : redact(error);
    const details = { outcome, ...(address === "" ? {} : { address }) };
    const record = { time: clock.now(), actor: caller.name, target: channel, details };
    await ledger.coordination.audit({ ...record, action: testChannel.action! });
    if (error === undefined) return { channel, milliseconds };
    throw new Problem("pipeline", `Cannot send a test message to "${channel}": ${outcome}`, {
      place: `alerts.channels.${channel}`,
      remedy: "Fix the channel in the configuration, or the service it leads to, and try again.",
    });
  }),
  answer(retryDelivery, async ({ params: { id }, changed }, backend) => {
    changed(String(id), { messages: 1 });
    return { messages: someOf(await backend.ledger.outbox.retry(backend.clock.now(), id), id) };
  }),
  answer(retryDeliveries, async ({ changed }, backend) => {
    const messages = await backend.ledger.outbox.retry(backend.clock.now());
    changed("all", { messages });
    return { messages };
  }),
  answer(dropDelivery, async ({ params: { id }, changed }, { ledger }: Backend) => {
    changed(String(id), { messages: 1 });
    return { messages: someOf(await ledger.outbox.drop(id), id) };
  }),
  answer(dropDeliveries, async ({ changed }, { ledger }) => {
    const messages = await ledger.outbox.drop();
    changed("all", { messages });
    return { messages };
  }),
];

/** Throws when nothing was changed. */
function someOf(count: number, id: number): number {
  if (count > 0) return count;
  const message = `Cannot change message ${id}: it is not among the dead`;
  throw new Refused(409, "Not dead", message, "Load the list again: somebody may have been faster.");
}
