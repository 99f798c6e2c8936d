import { join, relative } from "node:path";
import { loadDotenv } from "../infra/dotenv.ts";
import { Problem } from "../infra/errors.ts";
import { silentLogger } from "../infra/log.ts";
import { redactor } from "../infra/redact.ts";
import { isSecretName } from "../infra/secret_names.ts";
import type { Datasets, Session } from "../io/mod.ts";
import type { History, Ledger, Plan, Project, QueueLimits, RunRequest } from "../pipeline/engine/mod.ts";
import type { LoadedSettings } from "../pipeline/mod.ts";
import type { CommandContext } from "./command.ts";
import { loadDatasets, loadEngine, loadLedger, loadPipeline } from "./later.ts";
import { environmentFile, findRoot } from "./root.ts";

/** Which configuration a command works with. */
export interface WorkspaceOptions {
  readonly environment: string;
  /** `key=value` texts of `--set`. @default [] */
  readonly set?: readonly string[];
  /** Another file in place of `config/<environment>.yaml`. */
  readonly file?: string;
}

/** A project folder with the configuration of one environment. Paths in the settings are absolute. */
export interface Workspace extends LoadedSettings {
  readonly root: string;
  readonly environment: string;
  /** Hides the configuration's secrets in a text. */
  readonly redact: (text: string) => string;
}

/** Finds the project's folder and loads its configuration. */
export async function openWorkspace(context: CommandContext, options: WorkspaceOptions): Promise<Workspace> {
  const { environment, set = [], file } = options;
  const loading = loadPipeline();
  loading.catch(() => undefined); // A wrong folder is told first.
  const root = await findRoot(context.effects.workingDirectory, context.root);
  const found = file ?? await environmentFile(root, environment);
  // Messages name it from where the person is.
  const shown = relative(context.effects.workingDirectory, found);
  const variables = await loadDotenv(root, environment, context.effects.environment);
  // What is wrong with the configuration is told before the configuration says what is secret.
  context.noteSecrets(variables.names().filter(isSecretName).map((name) => variables.get(name) ?? ""));
  const { loadSettings } = await loading;
  const loaded = await loadSettings({ root, environment, file: shown, overrides: set, variables });
  context.noteSecrets(loaded.secrets);
  return { ...loaded, root, environment, redact: redactor(loaded.secrets).text };
}

/** The project's assets and jobs with the resources of the workspace's configuration. */
export async function openWorkspaceProject({ settings }: Workspace): Promise<Project> {
  const { openProject } = await loadPipeline();
  return openProject(settings);
}

/** The ledger of the workspace, for writing; its file is made when it is not there. Closing its history closes it. */
export async function openWorkspaceLedger({ settings }: Workspace): Promise<Ledger> {
  const { openLedger } = await loadLedger();
  return await openLedger(settings.history);
}

/** The history of the workspace, for reading only; an empty one when nothing ever ran, without making a file. */
export async function readHistory({ settings }: Workspace): Promise<History> {
  const [{ memoryHistory }, { readLedger }] = await Promise.all([loadEngine(), loadLedger()]);
  return (await readLedger(settings.history))?.history ?? memoryHistory();
}

/** The limits of the queue as configured. */
export function queueLimits({ settings: { queue } }: Workspace): QueueLimits {
  return { total: queue.max_runs, ...queue.limits };
}

/** The ledger of the workspace, for reading only; a history without coordination when nothing ever ran. */
export async function readWorkspaceLedger(
  workspace: Workspace,
): Promise<{ readonly history: History; readonly coordination?: Ledger["coordination"] }> {
  const { readLedger } = await loadLedger();
  return await readLedger(workspace.settings.history) ?? { history: await readHistory(workspace) };
}

/** The folder of the versioned files of assets. */
export function assetsFolder({ settings }: Workspace): string {
  return join(settings.paths.data, "assets");
}

/** A DuckDB session with the limits of the configuration. */
export async function openSettingsSession({ settings }: Workspace): Promise<Session> {
  const [{ openSession }, { sessionOptions }] = await Promise.all([loadDatasets(), loadPipeline()]);
  return await openSession(sessionOptions(settings));
}

/** Begins to load DuckDB, which a session will wait for; what is wrong is told to whoever opens the session. */
export async function warmSession({ settings }: Workspace): Promise<void> {
  const [{ warmBinding }, { sessionOptions }] = await Promise.all([loadDatasets(), loadPipeline()]);
  warmBinding(sessionOptions(settings));
}

/** The configured readers and writers, bound to a session. */
export async function openRunDatasets({ settings }: Workspace, session: Session): Promise<Datasets> {
  const { openDatasets } = await loadDatasets();
  return openDatasets({
    session,
    readers: settings.readers,
    writers: settings.writers,
    rejectsDirectory: join(settings.paths.data, "rejects"),
    run: "none",
    log: silentLogger,
  });
}

/** One file as a dataset; rows that are set aside go to the folder for temporary files. */
export async function openFileDatasets(
  { settings }: Workspace,
  session: Session,
  file: {
    readonly name: string;
    readonly kind: string;
    readonly path: string;
    /** Share of rows that may be put aside. @default that of readers */
    readonly maxRejectRatio?: number | undefined;
  },
): Promise<Datasets> {
  const { openDatasets, readerConfigSchema } = await loadDatasets();
  const { name, kind, path, maxRejectRatio } = file;
  const delimiter = /\.tsv$/i.test(path) ? { delimiter: "\t" } : {};
  const ratio = maxRejectRatio === undefined ? {} : { max_reject_ratio: maxRejectRatio };
  return openDatasets({
    session,
    readers: { [name]: readerConfigSchema.parse({ kind, path, ...delimiter, ...ratio }) },
    writers: {},
    rejectsDirectory: join(settings.engine.temp_directory, "rejects"),
    run: "validate",
    log: silentLogger,
  });
}

/** Looks through everything that is recorded; says what is there. @throws Error with what is damaged */
export async function checkHistory({ settings: { history: place }, root }: Workspace): Promise<string> {
  const name = place.kind === "sqlite" ? relative(root, place.path) : "PostgreSQL";
  const { readLedger } = await loadLedger();
  const ledger = await readLedger(place);
  if (ledger === undefined) return `${name}: will be made by the first run`;
  await using history = ledger.history;
  const [fault, ...others] = await ledger.retention.verify();
  if (fault !== undefined) {
    const more = others.length === 0 ? "" : `, and ${others.length} more`;
    throw new Problem("data", `Cannot trust the history: ${fault}${more}`, {
      place: place.kind === "sqlite" ? place.path : "history.url",
      remedy: 'Put a backup in its place with "clustering restore FILE".',
    });
  }
  const [newest] = await history.runs({ limit: 1 });
  return newest === undefined ? `${name}: sound, no run yet` : `${name}: sound, the newest run is ${newest.id}`;
}

/** What a run would do. */
export async function planRequest(project: Project, request: RunRequest, history: History): Promise<Plan> {
  const { gatherKnowledge, planRun } = await loadEngine();
  return planRun(project, request, await gatherKnowledge(project, request, history));
}
