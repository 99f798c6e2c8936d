import { type Child, createContext } from "hono/jsx";
import { local, utc } from "../format.ts";

/** What every page needs beside its own content. */
export interface Shell {
  readonly environment: string;
  readonly version: string;
  /** How a person calls the program. */
  readonly program: string;
  /** Milliseconds since 1970 when the page is made. */
  readonly now: number;
  readonly timeZone: string;
  readonly stylesheet: string;
  /** Path and query of the page. */
  readonly url: URL;
}

/** The time zone shown beside UTC. */
export const ZoneContext = createContext("UTC");

/** A page: its name in the title, its place in the navigation, and whether it shows something that still changes. */
export interface PageProps {
  readonly shell: Shell;
  readonly title: string;
  readonly current?: Section;
  /** Loads the page again every few seconds, unless the reader paused that. */
  readonly live?: boolean;
  readonly children: Child;
}

type Section = "Overview" | "Runs" | "Assets" | "Jobs";

const sections: readonly (readonly [Section, string])[] = [
  ["Overview", "/"],
  ["Runs", "/runs"],
  ["Assets", "/assets"],
  ["Jobs", "/jobs"],
];

const refreshSeconds = 5;

/** The document around a page's content. */
export function Page({ shell, title, current, live = false, children }: PageProps) {
  const paused = shell.url.searchParams.get("refresh") === "off";
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {live && !paused && <meta http-equiv="refresh" content={`${refreshSeconds}`} />}
        <title>{`${title} · clustering`}</title>
        <link rel="icon" href="/static/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href={shell.stylesheet} />
      </head>
      <body>
        <a class="skip" href="#content">Skip to content</a>
        <header class="top">
          <a class="name" href="/">clustering</a>
          <span class="environment" title="Environment">{shell.environment}</span>
          <nav aria-label="Main">
            {sections.map(([name, href]) => (
              <a href={href} aria-current={name === current ? "page" : undefined}>{name}</a>
            ))}
          </nav>
        </header>
        <main id="content">
          <ZoneContext.Provider value={shell.timeZone}>{children}</ZoneContext.Provider>
        </main>
        <footer>
          {live && <Refresh url={shell.url} paused={paused} />}
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

function Refresh({ url, paused }: { readonly url: URL; readonly paused: boolean }) {
  const href = withQuery(url, { refresh: paused ? undefined : "off" });
  return paused
    ? (
      <span>
        Not refreshed. <a href={href}>Refresh every {refreshSeconds} s</a>
      </span>
    )
    : (
      <span>
        Refreshed every {refreshSeconds} s. <a href={href}>Pause</a>
      </span>
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
