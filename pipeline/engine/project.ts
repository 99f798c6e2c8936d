import type { Asset } from "./asset.ts";
import { uniqueSchedules, uniqueSensors } from "./automation/check.ts";
import { DefinitionErrors } from "./definition_errors.ts";
import { type FreshnessOverride, resolveFreshness } from "./freshness/policies.ts";
import type { FreshnessPolicy } from "./freshness/types.ts";
import type { Graph } from "./graph.ts";
import type { Job } from "./job.ts";
import { checkAssets, uniqueAssets } from "./project_assets.ts";
import { checkPartitions, definersOf } from "./project_partitions.ts";
import { assetGraph, resolveJobs } from "./project_graph.ts";
import { checkResources, uniqueKinds, uniqueResources } from "./project_resources.ts";
import type { ResourceDefinition, ResourceMap } from "./resource.ts";
import type { Schedule } from "./schedules/schedule.ts";
import type { Sensor } from "./sensors/sensor.ts";
import type { KindHandler } from "./value_kind.ts";

/** All that a project consists of. */
export interface ProjectSpec {
  readonly assets: readonly Asset[];
  readonly jobs: readonly Job[];
  /** @default none */
  readonly schedules?: readonly Schedule[];
  /** @default none */
  readonly sensors?: readonly Sensor[];
  // deno-lint-ignore no-explicit-any -- each definition and handler has its own value type
  readonly resources?: readonly ResourceDefinition<any, any>[];
  // deno-lint-ignore no-explicit-any
  readonly kinds?: readonly KindHandler<any, any>[];
  /**
   * Version of the code that assets share; part of every fingerprint.
   * @default none: only what each asset's own code version says
   */
  readonly codeVersion?: string;
  /** How new values must be, in place of what assets say; of several that select an asset the last counts. @default none */
  readonly freshness?: readonly FreshnessOverride[];
}

/** A checked, frozen project: every name is unique, every reference resolves, there is no cycle. */
export interface Project {
  /** In the order of {@link Project.graph}. */
  readonly assets: ReadonlyMap<string, Asset>;
  readonly jobs: ReadonlyMap<string, Job>;
  readonly schedules: ReadonlyMap<string, Schedule>;
  readonly sensors: ReadonlyMap<string, Sensor>;
  readonly resources: ReadonlyMap<string, ResourceDefinition<unknown, ResourceMap>>;
  /** Handlers by name, the built-in `record` among them. */
  readonly kinds: ReadonlyMap<string, KindHandler>;
  /** Who needs whom; an asset with dynamic partitions also needs the asset that sets their keys. */
  readonly graph: Graph;
  /** The assets of each job, in the order of the graph. */
  readonly jobAssets: ReadonlyMap<string, readonly string[]>;
  /** Which asset sets the keys of each dynamic partitions. */
  readonly definers: ReadonlyMap<string, string>;
  readonly codeVersion: string;
  /** Assets with a policy, in the order of the graph. */
  readonly freshness: ReadonlyMap<string, FreshnessPolicy>;
}

/**
 * Checks everything that can be known without running and freezes it.
 *
 * @throws {Problem} of kind configuration with every error found, each with the file and line of its definition.
 */
export function defineProject(spec: ProjectSpec): Project {
  const { resources: resourceList = [], kinds: kindList = [], codeVersion = "" } = spec;
  const { schedules: scheduleList = [], sensors: sensorList = [] } = spec;
  const errors = new DefinitionErrors();
  const assets = uniqueAssets(spec.assets, errors);
  const resources = uniqueResources(resourceList, errors);
  const kinds = uniqueKinds(kindList, errors);
  const definers = definersOf(assets, errors);
  checkAssets(assets, kinds, errors);
  checkPartitions(assets, definers, errors);
  checkResources(assets, resources, kinds, errors);
  const graph = assetGraph(assets, definers, errors);
  const { jobs, jobAssets } = resolveJobs(spec.jobs, assets, graph, errors);
  const schedules = uniqueSchedules(scheduleList, jobs, errors);
  const sensors = uniqueSensors(sensorList, jobs, errors);
  const freshness = resolveFreshness(assets, graph, spec.freshness ?? [], errors);
  errors.throwIfAny();
  if (graph === undefined) throw new TypeError("Cannot load the project: a graph without errors is missing");
  const ordered = new Map(graph.order.map((name) => [name, assets.get(name)!]));
  return Object.freeze({
    assets: ordered,
    jobs,
    schedules,
    sensors,
    resources,
    kinds,
    graph,
    jobAssets,
    definers,
    codeVersion,
    freshness,
  });
}
