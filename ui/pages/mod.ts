/**
 * The pages as HTML: every route, rendered from what the API answers.
 *
 * @module
 */
import { accountsPage } from "./accounts/accounts_page.tsx";
import { alertsPage } from "./alerts/alerts_page.tsx";
import { auditPage } from "./audit/audit_page.tsx";
import { schedulePage, schedulesPage } from "./automation/schedules.tsx";
import { sensorPage, sensorsPage } from "./automation/sensors.tsx";
import { assetPage } from "./assets/asset_page.tsx";
import { assetsPage } from "./assets/assets_page.tsx";
import { backfillPage } from "./backfills/backfill_page.tsx";
import { backfillsPage } from "./backfills/backfills_page.tsx";
import { newBackfillPage } from "./backfills/new_backfill_page.tsx";
import { checksPage } from "./checks/checks_page.tsx";
import { freshnessPage } from "./freshness/freshness_page.tsx";
import { healthPage } from "./health/health_page.tsx";
import { insightsPage } from "./insights/insights_page.tsx";
import { lineagePage } from "./lineage/lineage_page.tsx";
import { loginPage } from "./login/login_page.tsx";
import { queuePage } from "./queue/queue_page.tsx";
import { rejectsPage } from "./rejects/rejects_page.tsx";
import { resourcesPage } from "./resources/resources_page.tsx";
import { settingsPage } from "./settings/settings_page.tsx";
import { setupPage } from "./setup/setup_page.tsx";
import { sqlPage } from "./sql/sql_page.tsx";
import { comparePage } from "./clusters/compare_page.tsx";
import { downloadsPage } from "./clusters/downloads_page.tsx";
import { mergePage } from "./clusters/merge_page.tsx";
import { modelPage } from "./clusters/model_page.tsx";
import { clustersPage } from "./clusters/overview_page.tsx";
import { mapPage } from "./stores/map_page.tsx";
import { storePage } from "./stores/store_page.tsx";
import { storesPage } from "./stores/stores_page.tsx";
import type { PageRoute } from "./page.tsx";
import { homePage } from "./home/home_page.tsx";
import { jobPage } from "./jobs/job_page.tsx";
import { jobsPage } from "./jobs/jobs_page.tsx";
import { timelinePage } from "./timeline/timeline_page.tsx";
import { launchPage } from "./launch/launch_page.tsx";
import { runPage } from "./runs/run_page.tsx";
import { runsPage } from "./runs/runs_page.tsx";

/** Every page. */
export const pages: readonly PageRoute[] = [
  loginPage,
  setupPage,
  assetsPage,
  assetPage,
  lineagePage,
  checksPage,
  freshnessPage,
  rejectsPage,
  sqlPage,
  runsPage,
  runPage,
  schedulesPage,
  schedulePage,
  sensorsPage,
  sensorPage,
  alertsPage,
  queuePage,
  insightsPage,
  resourcesPage,
  healthPage,
  settingsPage,
  accountsPage,
  auditPage,
  // Before the page that takes any name.
  launchPage,
  homePage,
  jobsPage,
  jobPage,
  timelinePage,
  backfillsPage,
  // Before the page that takes any name.
  newBackfillPage,
  backfillPage,
  clustersPage,
  comparePage,
  downloadsPage,
  // Before the page that takes any side.
  mergePage,
  modelPage,
  storesPage,
  // Before the page that takes any number.
  mapPage,
  storePage,
];
