import { Page, type Shell } from "./layout.tsx";

/** A page for a request that cannot be answered. */
export function Trouble(props: {
  readonly shell: Shell;
  readonly title: string;
  readonly detail: string;
  readonly remedy?: string | undefined;
}) {
  return (
    <Page shell={props.shell} title={props.title}>
      <h1>{props.title}</h1>
      <p>{props.detail}</p>
      {props.remedy !== undefined && <p>{props.remedy}</p>}
      <p>
        <a href="/">Overview</a>
      </p>
    </Page>
  );
}
