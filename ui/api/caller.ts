import type { Role } from "./endpoint.ts";

/** Who asks. */
export interface Caller {
  /** A user's or a token's name. */
  readonly name: string;
  readonly role: Role;
  readonly via: "local" | "session" | "token" | "nothing";
}

/** Who changes something, as the engine records it. */
export interface Actor {
  readonly by: string;
  readonly address: string | undefined;
}

/** The actor that a caller is. @param address network address, empty where it is not known */
export function actorOf({ name }: Caller, address: string): Actor {
  return { by: name, address: address === "" ? undefined : address };
}

/** Whoever did not log in, where that is allowed. */
export const stranger: Caller = { name: "nobody", role: "viewer", via: "nothing" };

/** Whoever sits at this machine while no login is configured. */
export function localCaller({ actor, readOnly }: { readonly actor: string; readonly readOnly: boolean }): Caller {
  return { name: actor, role: readOnly ? "viewer" : "admin", via: "local" };
}
