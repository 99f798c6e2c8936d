import type { History, InputVersion, Materialization, RunRecord } from "../history.ts";
import { sha256 } from "../hash.ts";
import { stepId } from "../types.ts";
import type { Delivery } from "./outbox.ts";

/** How runs and data are named for OpenLineage. */
export interface LineageOptions {
  /** Channel that the events go to. */
  readonly channel: string;
  /** Namespace of jobs and data. */
  readonly namespace: string;
  /** URL that says which program made the events. */
  readonly producer: string;
}

const spec = "https://openlineage.io/spec";
const runEvent = `${spec}/2-0-2/OpenLineage.json#/$defs/RunEvent`;
const schemaFacet = `${spec}/facets/1-1-1/SchemaDatasetFacet.json#/$defs/SchemaDatasetFacet`;
const outputFacet =
  `${spec}/facets/1-0-2/OutputStatisticsOutputDatasetFacet.json#/$defs/OutputStatisticsOutputDatasetFacet`;
const errorFacet = `${spec}/facets/1-0-1/ErrorMessageRunFacet.json#/$defs/ErrorMessageRunFacet`;

type Message = Pick<Delivery, "key" | "channel" | "body">;

/**
 * Run events of a run as it stands: START once it runs; COMPLETE, FAIL or ABORT once it has ended. Recording them twice has
 * no effect.
 *
 * Reference: https://openlineage.io/spec/2-0-2/OpenLineage.json
 */
export async function lineageMessages(
  history: History,
  run: RunRecord,
  options: LineageOptions,
): Promise<readonly Message[]> {
  const { channel } = options;
  const end = endOf(run);
  const messages: Message[] = [];
  if (run.startedAt !== undefined) {
    const event = eventOf(run, "START", run.startedAt, options);
    messages.push({ key: `lineage|${run.id}|START`, channel, body: JSON.stringify(event) });
  }
  if (end !== undefined) {
    const made = await history.materializations(run.id);
    const event = {
      ...eventOf(run, end, run.endedAt ?? run.createdAt, options),
      inputs: await inputsOf(history, made, options),
      outputs: made.map((one) => outputOf(one, options)),
    };
    messages.push({ key: `lineage|${run.id}|END`, channel, body: JSON.stringify(event) });
  }
  return messages;
}

function endOf({ status }: RunRecord): "COMPLETE" | "FAIL" | "ABORT" | undefined {
  if (status === "success") return "COMPLETE";
  if (status === "failure") return "FAIL";
  return status === "canceled" ? "ABORT" : undefined;
}

function eventOf(run: RunRecord, eventType: string, time: number, options: LineageOptions) {
  const { namespace, producer } = options;
  const failed = eventType === "FAIL" && run.error !== undefined;
  const error = {
    _producer: producer,
    _schemaURL: errorFacet,
    message: run.error?.message,
    programmingLanguage: "TypeScript",
  };
  return {
    eventType,
    eventTime: new Date(time).toISOString(),
    producer,
    schemaURL: runEvent,
    run: { runId: uuidOf(run.id), ...(failed ? { facets: { errorMessage: error } } : {}) },
    job: { namespace, name: run.job },
    inputs: [] as readonly unknown[],
    outputs: [] as readonly unknown[],
  };
}

function outputOf(made: Materialization, options: LineageOptions) {
  const { producer } = options;
  const statistics = {
    _producer: producer,
    _schemaURL: outputFacet,
    ...(made.rows === undefined ? {} : { rowCount: made.rows }),
    size: made.bytes,
  };
  return { ...datasetOf(made, options), outputFacets: { outputStatistics: statistics } };
}

/** What the run read but did not make itself. */
async function inputsOf(history: History, made: readonly Materialization[], options: LineageOptions) {
  const own = new Set(made.map(({ asset, partition }) => stepId(asset, partition)));
  const read = new Map<string, InputVersion>();
  for (const input of made.flatMap(({ inputs }) => inputs)) {
    const name = stepId(input.asset, input.partition);
    if (!own.has(name)) read.set(name, input);
  }
  const datasets = [];
  for (const { asset, partition } of read.values()) {
    datasets.push(datasetOf(await history.latest(asset, partition) ?? { asset, partition }, options));
  }
  return datasets;
}

function datasetOf(
  data: {
    readonly asset: string;
    readonly partition?: string | undefined;
    readonly columns?: Materialization["columns"];
  },
  { namespace, producer }: LineageOptions,
) {
  const facets = data.columns === undefined ? {} : {
    facets: { schema: { _producer: producer, _schemaURL: schemaFacet, fields: data.columns } },
  };
  return { namespace, name: stepId(data.asset, data.partition), ...facets };
}

/** OpenLineage wants a UUID: the same one for each event of a run. */
function uuidOf(run: string): string {
  const hex = sha256(run);
  const variant = ((parseInt(hex[16]!, 16) & 3) | 8).toString(16);
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, variant + hex.slice(17, 20), hex.slice(20, 32)]
    .join("-");
}
