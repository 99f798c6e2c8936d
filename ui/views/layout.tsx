import { type Child, createContext } from "hono/jsx";
import { local, utc } from "../format.ts";
import type { Caller } from "../api/caller.ts";
import type { Role } from "../api/endpoint.ts";
import { mayAct } from "../api/endpoint.ts";
import { type Standing, StandingLinks } from "./standing.tsx";

/** How the reader wants pages to look. */
export const themes = ["system", "light", "dark"] as const;

/** One of {@link themes}. */
export type Theme = (typeof themes)[number];

/** What every page needs beside its own content. */
export interface Shell {
  readonly environment: string;
  readonly version: string;
  /** How a person calls the program. */
  readonly program: string;
  /** Milliseconds since 1970 when the page is made. */
  readonly now: number;
  /** The reader's time zone, shown beside UTC or instead of it. */
  readonly timeZone: string;
  /** Which of both times stands in tables. */
  readonly times: "utc" | "local";
  readonly theme: Theme;
  /** Address of the stylesheet, of the script, and of the folder of both. */
  readonly stylesheet: string;
  readonly script: string;
  /** Path and query of the page. */
  readonly url: URL;
  /** Who looks. */
  readonly caller: Caller;
  /** What the top tells; absent for whoever did not log in. */
  readonly standing?: Standing;
}

/** How times are written on this page. */
export interface Zone {
  readonly timeZone: string;
  readonly times: "utc" | "local";
}

/** The time zone shown beside UTC. */
export const ZoneContext = createContext<Zone>({ timeZone: "UTC", times: "utc" });

/** A page: its name in the title, its place in the navigation, and the stream that tells when it is to be drawn again. */
export interface PageProps {
  readonly shell: Shell;
  readonly title: string;
  readonly current?: Section;
  /** Address of server-sent events; on each `change` the parts marked with `data-live` are drawn again. */
  readonly stream?: string | undefined;
  /** Stylesheets of this page alone, names below `static/`. */
  readonly children: Child;
}

/** Names in the navigation. */
export type Section = (typeof navigation)[number]["links"][number][0];

const navigation = [
  { group: "", links: [["Overview", "/"]] },
  {
    group: "Data",
    links: [["Assets", "/assets"], ["Lineage", "/lineage"], ["Checks", "/checks"], ["Freshness", "/freshness"], [
      "Rejects",
      "/rejects",
    ], ["SQL", "/sql"]],
  },
  {
    group: "Work",
    links: [["Jobs", "/jobs"], ["Runs", "/runs"], ["Queue", "/queue"], ["Timeline", "/timeline"], [
      "Backfills",
      "/backfills",
    ]],
  },
  { group: "Automation", links: [["Schedules", "/schedules"], ["Sensors", "/sensors"], ["Alerts", "/alerts"]] },
  { group: "Segments", links: [["Clusters", "/clusters"], ["Stores", "/stores"]] },
  {
    group: "Operation",
    links: [["Health", "/health"], ["Insights", "/insights"], ["Resources", "/resources"], ["Settings", "/settings"], [
      "Users",
      "/users",
    ], [
      "Audit",
      "/audit",
    ]],
  },
] as const;

const audience: Partial<Readonly<Record<Section, Role>>> = { Users: "admin", Audit: "admin" };

/** The document around a page's content. */
export function Page({ shell, title, current, stream, children }: PageProps) {
  const { theme, timeZone, times } = shell;
  return (
    <html lang="en" data-theme={theme}>
      <Head shell={shell} title={title} />
      <body>
        <a class="skip" href="#content">Skip to content</a>
        <header class="top">
          <a class="name" href="/">clustering</a>
          <span class="environment" title="Environment">{shell.environment}</span>
          <button type="button" class="search" data-palette aria-keyshortcuts="Control+K">
            Search or do <kbd>Ctrl K</kbd>
          </button>
          {shell.standing !== undefined && <StandingLinks standing={shell.standing} />}
          <Display shell={shell} />
        </header>
        <nav class="side" aria-label="Main">
          {navigation.map(({ group, links }) => (
            <NavigationGroup group={group} links={links} current={current} caller={shell.caller} />
          ))}
        </nav>
        <main id="content" tabindex={-1}>
          <ZoneContext.Provider value={{ timeZone, times }}>{children}</ZoneContext.Provider>
        </main>
        <div id="notices" role="status" aria-live="polite"></div>
        <footer>
          {stream !== undefined && (
            <span class="stream" data-island="live" data-props={JSON.stringify({ stream })}>
              <span class="dot" aria-hidden="true"></span>
              <span class="live-word">Live</span>
              <span class="offline-word">The server does not answer, trying again</span>
            </span>
          )}
          <span>
            Made at{" "}
            <time datetime={new Date(shell.now).toISOString()} title={local(shell.now, shell.timeZone)}>
              {utc(shell.now)}
            </time>{" "}
            UTC
          </span>
          <span>Version {shell.version}</span>
        </footer>
      </body>
    </html>
  );
}

/** What stands in the head of every document. */
export function Head({ shell, title }: { readonly shell: Shell; readonly title: string }) {
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{`${title} · clustering`}</title>
      <link rel="icon" href="/static/icon.svg" type="image/svg+xml" />
      <link rel="stylesheet" href={shell.stylesheet} />
      <script type="module" src={shell.script}></script>
    </head>
  );
}

function NavigationGroup({ group, links, current, caller }: {
  readonly group: string;
  readonly links: readonly (readonly [Section, string])[];
  readonly current: Section | undefined;
  readonly caller: Caller;
}) {
  const shown = links.filter(([name]) => mayAct(caller.role, audience[name] ?? "viewer"));
  return (
    <div class="group">
      {group !== "" && <span class="group-name">{group}</span>}
      {shown.map(([name, href]) => (
        <a key={href} href={href} aria-current={name === current ? "page" : undefined}>{name}</a>
      ))}
    </div>
  );
}

function Display({ shell: { theme, times, timeZone, caller } }: { readonly shell: Shell }) {
  return (
    <div class="display">
      <label>
        <span class="unseen">Times</span>
        <select data-cookie="times">
          <option value="utc" selected={times === "utc"}>UTC</option>
          <option value="local" selected={times === "local"}>{timeZone}</option>
        </select>
      </label>
      <label>
        <span class="unseen">Theme</span>
        <select data-cookie="theme">
          {themes.map((one) => <option key={one} value={one} selected={one === theme}>{one}</option>)}
        </select>
      </label>
      {caller.via === "session" && (
        <>
          <span class="user" title={`${caller.name}, ${caller.role}`}>{caller.name}</span>
          <button type="button" data-action="DELETE /api/v1/session" data-then="/login">Log out</button>
        </>
      )}
    </div>
  );
}

/** The path of `url` with some query values set, or taken out where undefined. */
export function withQuery(url: URL, values: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams(url.search);
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) query.delete(name);
    else query.set(name, value);
  }
  return query.size === 0 ? url.pathname : `${url.pathname}?${query}`;
}
