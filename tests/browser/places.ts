/** Pages to look at, by name; those of a run and of an asset stand for all of their kind. */
export function placesOf(run: string): Readonly<Record<string, string>> {
  return {
    home: "/",
    assets: "/assets",
    lineage: "/lineage",
    checks: "/checks",
    rejects: "/rejects",
    sql: "/sql",
    jobs: "/jobs",
    job: "/jobs/full_pipeline_job",
    launch: "/jobs/full_pipeline_job/launch",
    runs: "/runs",
    run: `/runs/${run}`,
    run_graph: `/runs/${run}?view=graph`,
    run_outputs: `/runs/${run}?view=outputs`,
    timeline: "/timeline",
    backfills: "/backfills",
    new_backfill: "/backfills/new?job=internal_clustering_job",
    schedules: "/schedules",
    sensors: "/sensors",
    alerts: "/alerts",
    clusters: "/clusters",
    downloads: "/clusters/downloads",
    stores: "/stores",
    health: "/health",
    settings: "/settings",
  };
}
