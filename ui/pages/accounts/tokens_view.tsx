import type { z } from "zod";
import type { tokenSchema } from "../../api/accounts/endpoints.ts";
import { type Column, Table, Time } from "../../views/parts.tsx";
import { RoleChoice } from "./users_view.tsx";

type Token = z.output<typeof tokenSchema>;

/** What programs call with; secrets are kept nowhere. */
export function Tokens({ tokens, now }: { readonly tokens: readonly Token[]; readonly now: number }) {
  const columns: readonly Column<Token>[] = [
    { title: "Name", cell: ({ name }) => <span class="account-name">{name}</span> },
    { title: "Role", cell: ({ role }) => role },
    {
      title: "Until",
      cell: ({ expiresAt }) => {
        if (expiresAt === undefined) return <span class="quiet">it is revoked</span>;
        return (
          <>
            <Time at={expiresAt} /> {expiresAt <= now && <span class="badge warn">! over</span>}
          </>
        );
      },
    },
    { title: "Made by", wide: true, cell: ({ createdBy }) => createdBy },
    { title: "Since", wide: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
    { title: "Revoke", head: <span class="unseen">Revoke</span>, cell: (token) => <Revoke token={token} /> },
  ];
  return <Table label="Tokens" columns={columns} rows={tokens} />;
}

function Revoke({ token: { name } }: { readonly token: Token }) {
  return (
    <button
      type="button"
      class="danger"
      data-action={`DELETE /api/v1/tokens/${encodeURIComponent(name)}`}
      data-confirm={`Revoke ${name}? Whatever calls with it is refused from now on.`}
      aria-label={`Revoke ${name}`}
    >
      Revoke
    </button>
  );
}

/** A form for one more token. */
export function NewToken() {
  const props = { action: "POST /api/v1/tokens", shown: "secret", numbers: ["days"] };
  return (
    <form class="add-form" method="post" data-island="form" data-props={JSON.stringify(props)} aria-label="New token">
      <label>
        Name{" "}
        <input name="name" required pattern="[\w.@+\-]{1,100}" autocomplete="off" title="Letters, digits, . @ + - _" />
      </label>
      <label>
        Role <RoleChoice label="Role of the new token" role="viewer" />
      </label>
      <label>
        Days <input name="days" type="number" min="1" max="3650" step="1" placeholder="no end" />
      </label>
      <button type="submit" class="main">Make token</button>
      <output></output>
      <span role="alert" class="wrong"></span>
    </form>
  );
}
