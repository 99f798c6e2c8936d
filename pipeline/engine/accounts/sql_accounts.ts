import type { Database, Queries } from "../../../infra/database.ts";
import { Problem } from "../../../infra/errors.ts";
import type { AccessToken, AccountRole, Accounts, Identity, User } from "./accounts.ts";

type Row = Readonly<Record<string, string | number | null>>;

/** Accounts in the history's database. */
export class SqlAccounts implements Accounts {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async users(): Promise<readonly User[]> {
    const rows = await this.#db.all<Row>("SELECT name, role, created_at FROM users ORDER BY name");
    return rows.map((row) => ({
      name: row["name"] as string,
      role: row["role"] as AccountRole,
      createdAt: row["created_at"] as number,
    }));
  }

  async addUser({ name, role, createdAt }: User, password: string): Promise<boolean> {
    const sql =
      "INSERT INTO users (name, role, password, created_at) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO NOTHING";
    return await this.#db.run(sql, [name, role, password, createdAt]) === 1;
  }

  async password(name: string): Promise<string | undefined> {
    return (await this.#db.get<{ password: string }>("SELECT password FROM users WHERE name = ?", [name]))?.password;
  }

  changeUser(name: string, change: { readonly role?: AccountRole; readonly password?: string }): Promise<boolean> {
    const { role = null, password = null } = change;
    return this.#db.transaction(async (db) => {
      const before = await roleOf(db, name);
      if (before === undefined) return false;
      const sql = "UPDATE users SET role = coalesce(?, role), password = coalesce(?, password) WHERE name = ?";
      await db.run(sql, [role, password, name]);
      await db.run("DELETE FROM sessions WHERE user_name = ?", [name]);
      if (before === "admin") await keepAdministrator(db, name);
      return true;
    }, { exclusive: "accounts" });
  }

  removeUser(name: string): Promise<boolean> {
    return this.#db.transaction(async (db) => {
      const before = await roleOf(db, name);
      if (before === undefined) return false;
      await db.run("DELETE FROM users WHERE name = ?", [name]);
      await db.run("DELETE FROM sessions WHERE user_name = ?", [name]);
      if (before === "admin") await keepAdministrator(db, name);
      return true;
    }, { exclusive: "accounts" });
  }

  async tokens(): Promise<readonly AccessToken[]> {
    const sql = "SELECT name, role, created_at, expires_at, created_by FROM tokens ORDER BY name";
    return (await this.#db.all<Row>(sql)).map((row) => ({
      name: row["name"] as string,
      role: row["role"] as AccountRole,
      createdAt: row["created_at"] as number,
      ...(row["expires_at"] === null ? {} : { expiresAt: row["expires_at"] as number }),
      createdBy: row["created_by"] as string,
    }));
  }

  async addToken({ name, role, createdAt, expiresAt, createdBy }: AccessToken, digest: string): Promise<boolean> {
    const sql = `INSERT INTO tokens (name, role, digest, created_at, expires_at, created_by) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (name) DO NOTHING`;
    return await this.#db.run(sql, [name, role, digest, createdAt, expiresAt ?? null, createdBy]) === 1;
  }

  async removeToken(name: string): Promise<boolean> {
    return await this.#db.run("DELETE FROM tokens WHERE name = ?", [name]) === 1;
  }

  async byToken(digest: string, now: number): Promise<Identity | undefined> {
    const sql = "SELECT name, role FROM tokens WHERE digest = ? AND (expires_at IS NULL OR expires_at > ?)";
    return await this.#db.get<{ name: string; role: AccountRole }>(sql, [digest, now]);
  }

  openSession(
    { digest, user, at, expiresAt }: { digest: string; user: string; at: number; expiresAt: number },
  ): Promise<void> {
    return this.#db.transaction(async (db) => {
      await db.run("DELETE FROM sessions WHERE expires_at <= ?", [at]);
      const sql = "INSERT INTO sessions (digest, user_name, created_at, expires_at) VALUES (?, ?, ?, ?)";
      await db.run(sql, [digest, user, at, expiresAt]);
    });
  }

  async bySession(digest: string, now: number): Promise<Identity | undefined> {
    const sql =
      `SELECT users.name AS name, users.role AS role FROM sessions JOIN users ON users.name = sessions.user_name
      WHERE sessions.digest = ? AND sessions.expires_at > ?`;
    return await this.#db.get<{ name: string; role: AccountRole }>(sql, [digest, now]);
  }

  async closeSession(digest: string): Promise<void> {
    await this.#db.run("DELETE FROM sessions WHERE digest = ?", [digest]);
  }
}

async function roleOf(db: Queries, name: string): Promise<AccountRole | undefined> {
  return (await db.get<{ role: AccountRole }>("SELECT role FROM users WHERE name = ?", [name]))?.role;
}

/** Without one nobody could let anybody in again. */
async function keepAdministrator(db: Queries, name: string): Promise<void> {
  const left = await db.get("SELECT 1 AS found FROM users WHERE role = 'admin' LIMIT 1");
  if (left !== undefined) return;
  throw new Problem("usage", `Cannot change the user "${name}": no administrator would be left`, {
    remedy: "Give another user the role admin first.",
  });
}
