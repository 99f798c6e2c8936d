import type { z } from "zod";
import { accountRoles } from "../../../pipeline/engine/mod.ts";
import type { userSchema } from "../../api/accounts/endpoints.ts";
import { type Column, Table, Time } from "../../views/parts.tsx";

type User = z.output<typeof userSchema>;

/** Who may log in, with what can be changed of each. */
export function Users({ users, own }: { readonly users: readonly User[]; readonly own: string | undefined }) {
  const columns: readonly Column<User>[] = [
    {
      title: "Name",
      cell: ({ name }) => (
        <>
          <span class="account-name">{name}</span> {name === own && <span class="tag">you</span>}
        </>
      ),
    },
    { title: "Role", cell: (user) => <ChangeRole user={user} /> },
    { title: "Since", wide: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
    { title: "Password", cell: (user) => <NewPassword user={user} /> },
    { title: "Remove", head: <span class="unseen">Remove</span>, cell: (user) => <Remove user={user} /> },
  ];
  return <Table label="Users" columns={columns} rows={users} />;
}

function ChangeRole({ user: { name, role } }: { readonly user: User }) {
  const props = {
    action: `PATCH /api/v1/users/${encodeURIComponent(name)}`,
    confirm: `Change the role of ${name}? Their sessions end.`,
  };
  return (
    <form class="row-form" method="post" data-island="form" data-props={JSON.stringify(props)}>
      <RoleChoice label={`Role of ${name}`} role={role} />
      <button type="submit" aria-label={`Change the role of ${name}`}>Change</button>
      <span role="alert" class="wrong"></span>
    </form>
  );
}

function NewPassword({ user: { name } }: { readonly user: User }) {
  const props = {
    action: `PATCH /api/v1/users/${encodeURIComponent(name)}`,
    body: { makePassword: true },
    shown: "password",
    confirm: `Make a new password for ${name}? The old one holds no more, their sessions end.`,
  };
  return (
    <form class="row-form" method="post" data-island="form" data-props={JSON.stringify(props)}>
      <button type="submit" aria-label={`Make a new password for ${name}`}>Make a new one</button>
      <output></output>
      <span role="alert" class="wrong"></span>
    </form>
  );
}

function Remove({ user: { name } }: { readonly user: User }) {
  return (
    <button
      type="button"
      class="danger"
      data-action={`DELETE /api/v1/users/${encodeURIComponent(name)}`}
      data-confirm={`Remove ${name}? Their sessions end.`}
      aria-label={`Remove ${name}`}
    >
      Remove
    </button>
  );
}

/** A choice of roles. */
export function RoleChoice({ label, role }: { readonly label: string; readonly role: User["role"] }) {
  return (
    <select name="role" aria-label={label}>
      {accountRoles.map((one) => <option key={one} value={one} selected={one === role}>{one}</option>)}
    </select>
  );
}

/** A form for one more user. */
export function NewUser({ isFirst }: { readonly isFirst: boolean }) {
  const props = { action: "POST /api/v1/users", shown: "password" };
  return (
    <form class="add-form" method="post" data-island="form" data-props={JSON.stringify(props)} aria-label="New user">
      <label>
        Name{" "}
        <input name="name" required pattern="[\w.@+\-]{1,100}" autocomplete="off" title="Letters, digits, . @ + - _" />
      </label>
      <label>
        Role <RoleChoice label="Role of the new user" role={isFirst ? "admin" : "viewer"} />
      </label>
      <label>
        Password{" "}
        <input
          name="password"
          type="password"
          minlength={10}
          autocomplete="new-password"
          placeholder="empty: one is made"
          title="At least 10 characters; empty for one that is made and shown once"
        />
      </label>
      <button type="submit" class="main">Add user</button>
      <output></output>
      <span role="alert" class="wrong"></span>
    </form>
  );
}
