/** What callers may do: look, act, administer. Each may do what those before it may. */
export const accountRoles = ["viewer", "operator", "admin"] as const;

/** One of {@link accountRoles}. */
export type AccountRole = (typeof accountRoles)[number];

/** A person who may log in. */
export interface User {
  readonly name: string;
  readonly role: AccountRole;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** A secret that a program calls with; only its digest is kept. */
export interface AccessToken {
  readonly name: string;
  readonly role: AccountRole;
  readonly createdAt: number;
  /** Milliseconds since 1970; absent for one that stays. */
  readonly expiresAt?: number;
  readonly createdBy: string;
}

/** Who calls, as found by a secret. */
export interface Identity {
  readonly name: string;
  readonly role: AccountRole;
}

/** Users, tokens and sessions. Passwords and secrets come hashed. */
export interface Accounts {
  /** By name. */
  users(): Promise<readonly User[]>;
  /** False when there is a user of that name. */
  addUser(user: User, password: string): Promise<boolean>;
  /** The hash of a user's password. */
  password(name: string): Promise<string | undefined>;
  /**
   * Changes a password or role and ends the user's sessions. False when there is no such user.
   * @throws {Problem} of kind usage when no administrator would be left
   */
  changeUser(name: string, change: { readonly role?: AccountRole; readonly password?: string }): Promise<boolean>;
  /** Removes a user and ends their sessions, as {@link Accounts.changeUser} does. */
  removeUser(name: string): Promise<boolean>;
  /** By name. */
  tokens(): Promise<readonly AccessToken[]>;
  /** False when there is a token of that name. */
  addToken(token: AccessToken, digest: string): Promise<boolean>;
  removeToken(name: string): Promise<boolean>;
  /** Whose token it is, unless it has expired. */
  byToken(digest: string, now: number): Promise<Identity | undefined>;
  /** Begins a session; those that have expired are forgotten. */
  openSession(
    session: { readonly digest: string; readonly user: string; readonly at: number; readonly expiresAt: number },
  ): Promise<void>;
  /** Whose session it is, unless it has expired. */
  bySession(digest: string, now: number): Promise<Identity | undefined>;
  closeSession(digest: string): Promise<void>;
}
