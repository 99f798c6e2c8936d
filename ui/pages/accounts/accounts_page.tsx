import { listTokens, listUsers } from "../../api/accounts/endpoints.ts";
import { mayAct } from "../../api/endpoint.ts";
import { Page, type Shell } from "../../views/layout.tsx";
import { Command, Section } from "../../views/parts.tsx";
import { definePage } from "../page.tsx";
import { NewToken, Tokens } from "./tokens_view.tsx";
import { NewUser, Users } from "./users_view.tsx";

/** Who may log in, and what programs call with. */
export const accountsPage = definePage("/users", async ({ ask, shell }) => {
  const { caller, program, environment } = shell;
  if (!mayAct(caller.role, "admin")) return <NotYours shell={shell} />;
  const [{ items: users }, { items: tokens }] = await Promise.all([ask(listUsers, {}), ask(listTokens, {})]);
  return (
    <Page shell={shell} title="Users" current="Users">
      <h1>Users and tokens</h1>
      <p class="lead">
        Viewers look, operators run and schedule as well, administrators keep users and tokens, too.
      </p>
      {caller.via === "local" && <HowToLogIn shell={shell} hasAdmin={users.some(({ role }) => role === "admin")} />}
      <Section title="Users">
        {users.length === 0
          ? <p>Nobody may log in yet. The first one should be an administrator.</p>
          : <Users users={users} own={caller.via === "session" ? caller.name : undefined} />}
        <NewUser isFirst={users.length === 0} />
      </Section>
      <Section title="Tokens">
        {tokens.length === 0
          ? <p>None. Programs send one as Authorization: Bearer &lt;token&gt;.</p>
          : <Tokens tokens={tokens} now={shell.now} />}
        <NewToken />
      </Section>
      <Section title="On the command line">
        <Command line={`${program} user list --env ${environment}`} />
      </Section>
    </Page>
  );
});

function NotYours({ shell }: { readonly shell: Shell }) {
  return (
    <Page shell={shell} title="Users" current="Users">
      <h1>Users and tokens</h1>
      <p>Only administrators keep users and tokens. You are {shell.caller.role}.</p>
    </Page>
  );
}

/** While no login is configured: what there is to do before others can use the pages. */
function HowToLogIn({ shell: { program, environment }, hasAdmin }: {
  readonly shell: Shell;
  readonly hasAdmin: boolean;
}) {
  return (
    <div class="caution">
      <p>
        <strong>Nobody logs in:</strong>{" "}
        only this machine is served, and whoever sits at it may do everything. To let others use these pages:
      </p>
      <ol>
        <li>{hasAdmin ? "There is an administrator already." : "Add a user below with the role admin."}</li>
        <li>
          In the configuration of {environment}, <code>{"auth: { enabled: true }"}</code>; with <code>https: true</code>
          {" "}
          behind a proxy that speaks TLS.
        </li>
        <li>
          Start it for other machines: <code>{`${program} ui --env ${environment} --host 0.0.0.0`}</code>
        </li>
      </ol>
    </div>
  );
}
