import type { ConfigEntry } from "../infra/config/mod.ts";
import type { Clock } from "../infra/clock.ts";
import type { Logger } from "../infra/log.ts";
import type { RandomSource } from "../infra/random.ts";
import type { Ledger, Project, QueueLimits } from "../pipeline/engine/mod.ts";
import type { ExecuteTask, Settings } from "../pipeline/mod.ts";
import type { FirstSetup } from "./auth/first_setup.ts";

/** The project under other settings than those in effect. */
export interface Configured {
  readonly project: Project;
  readonly settings: Settings;
  readonly configuration: readonly ConfigEntry[];
  /** Hides the secrets of these settings. */
  readonly redact: (text: string) => string;
}

/** Makes backups of history, values and configuration. */
export interface BackupMaker {
  /** Absolute path. */
  readonly folder: string;
  /** Writes one archive, whole or not at all, while runs go on. */
  readonly make: (options: { readonly historyOnly: boolean }) => Promise<BackupMade>;
}

/** A backup that was made. */
export interface BackupMade {
  /** Its name in the folder. */
  readonly file: string;
  readonly bytes: number;
  readonly runs: number;
  readonly values: number;
}

/** What the API answers from: the project, what is recorded of it, and how to act on it. */
export interface Backend {
  readonly ledger: Ledger;
  readonly project: Project;
  /** The configuration as it is in effect; paths are absolute. Secrets in it are never answered. */
  readonly settings: Settings;
  /** Each value of the configuration with its origin, secrets masked. */
  readonly configuration: readonly ConfigEntry[];
  /**
   * The project with `key=value` texts over the configuration, as a run with these overrides sees it.
   * @throws {Problem} of kind configuration or usage when they are not accepted
   */
  readonly configure: (overrides: readonly string[]) => Promise<Configured>;
  /** How many runs may be executed at once. */
  readonly limits: QueueLimits;
  /** Whether nothing may be changed from here. */
  readonly readOnly: boolean;
  /** Who acts while no login is configured. */
  readonly actor: string;
  /** Folder of the project. */
  readonly root: string;
  /** Name of the environment, such as `dev`. */
  readonly environment: string;
  readonly clock: Clock;
  readonly random: RandomSource;
  /** The program's version. */
  readonly version: string;
  /** How a person calls the program, for the commands that pages show. */
  readonly program: string;
  readonly log: Logger;
  /** How the first administrator is made. @default not from the pages */
  readonly setup?: FirstSetup;
  /** How backups are made. @default not from the pages */
  readonly backup?: BackupMaker;
  /** Answers queries that people write. @default in this process */
  readonly execute?: ExecuteTask;
  /** Hides the configuration's secrets in a text. */
  readonly redact: (text: string) => string;
}
