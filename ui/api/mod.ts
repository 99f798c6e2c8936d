/**
 * The HTTP API, for the pages and for scripts: the answers of every chapter, mounted with their roles and their audit.
 *
 * @module
 */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Backend } from "../backend.ts";
import type { Answer } from "./answer.ts";
import { Hub } from "../live/mod.ts";
import { accountAnswers } from "./accounts/answers.ts";
import { alertAnswers } from "./alerts/answers.ts";
import { auditAnswers } from "./audit/answers.ts";
import { automationAnswers } from "./automation/answers.ts";
import { backupAnswers } from "./backups/answers.ts";
import { backfillAnswers } from "./backfills/answers.ts";
import { clusterAnswers } from "./clusters/answers.ts";
import { dataAnswers } from "./data_answers.ts";
import { downloadAnswers } from "./downloads/answers.ts";
import { freshnessAnswers } from "./freshness/answers.ts";
import { healthAnswers } from "./health/answers.ts";
import { type ApiEnv, mountAnswers, type MountOptions } from "./mount.ts";
import { queueAnswers } from "./queue/answers.ts";
import { resourceAnswers } from "./resources/answers.ts";
import { insightAnswers } from "./insights/answers.ts";
import { searchAnswers } from "./search/answers.ts";
import { sessionAnswers } from "./session/answers.ts";
import { settingsAnswers } from "./settings/answers.ts";
import { setupAnswers } from "./setup/answers.ts";
import { storeAnswers } from "./stores/answers.ts";
import { jobAnswers } from "./jobs/answers.ts";
import { launchAnswers } from "./launch/answers.ts";
import { overviewAnswers } from "./overview/answers.ts";
import { timelineAnswers } from "./timeline/answers.ts";
import { runAnswerList } from "./runs/answers.ts";
import { streamAnswers } from "./stream/answers.ts";

/** Everything that the API answers, chapter by chapter. */
function answersOf(backend: Backend): readonly Answer[] {
  return [
    ...healthAnswers(backend),
    ...sessionAnswers(backend),
    ...setupAnswers(backend),
    ...accountAnswers,
    ...alertAnswers,
    ...auditAnswers,
    ...automationAnswers,
    ...backfillAnswers,
    ...backupAnswers(),
    ...clusterAnswers,
    ...storeAnswers,
    ...downloadAnswers,
    ...freshnessAnswers(backend),
    ...runAnswerList(backend),
    ...jobAnswers,
    ...launchAnswers,
    ...overviewAnswers,
    ...timelineAnswers,
    ...queueAnswers,
    ...insightAnswers(backend),
    ...resourceAnswers,
    ...dataAnswers(backend),
    ...searchAnswers(backend),
    ...settingsAnswers,
    ...streamAnswers(new Hub(backend)),
  ];
}

/** The API as an application; its paths stand below `/api/v1`. */
export function createApi(backend: Backend, options: MountOptions = {}): OpenAPIHono<ApiEnv> {
  return mountAnswers(backend, answersOf(backend), options);
}
