import { z } from "../../../infra/zod.ts";
import { accountRoles } from "../../../pipeline/engine/mod.ts";
import { defineEndpoint } from "../endpoint.ts";

const name = z.string().regex(/^[\w.@+-]{1,100}$/, "1 to 100 letters, digits and . @ + - _");
const password = z.string().min(10, "at least 10 characters").max(1000);
const role = z.enum(accountRoles);
const told = z.string().optional().describe("One that was made; it is never told again");
const tag = "Users and tokens";

/** What a new user is made with. */
export const newUserFields = { name, password };

/** A person who may log in. */
export const userSchema = z.object({ name: z.string(), role, createdAt: z.number() });

/** A token without its secret. */
export const tokenSchema = z.object({
  name: z.string(),
  role,
  createdAt: z.number(),
  expiresAt: z.number().optional(),
  createdBy: z.string(),
});

/** Everybody who may log in. */
export const listUsers = defineEndpoint({
  method: "get",
  path: "/users",
  tag,
  summary: "Everybody who may log in",
  role: "admin",
  input: {},
  output: z.object({ items: z.array(userSchema) }),
});

/** Lets a person log in. */
export const addUser = defineEndpoint({
  method: "post",
  path: "/users",
  tag,
  summary: "Let a person log in; without a password one is made and told once",
  role: "admin",
  action: "user.add",
  input: { body: z.strictObject({ name, role, password: password.optional() }) },
  output: userSchema.extend({ password: told }),
});

/** Changes a role or password. */
export const changeUser = defineEndpoint({
  method: "patch",
  path: "/users/{name}",
  tag,
  summary: "Change a user's role or password; their sessions end. A password that is made is told once",
  role: "admin",
  action: "user.change",
  input: {
    params: z.object({ name }),
    body: z.strictObject({
      role: role.optional(),
      password: password.optional(),
      makePassword: z.boolean().default(false).describe("Whether a password is made; not with one of your own"),
    }).refine((body) => body.password === undefined || !body.makePassword, "either a password or makePassword"),
  },
  output: z.object({ password: told }),
});

/** Removes a user. */
export const removeUser = defineEndpoint({
  method: "delete",
  path: "/users/{name}",
  tag,
  summary: "Remove a user; their sessions end",
  role: "admin",
  action: "user.remove",
  input: { params: z.object({ name }) },
  output: z.object({}),
});

/** Tokens that programs call with. */
export const listTokens = defineEndpoint({
  method: "get",
  path: "/tokens",
  tag,
  summary: "Tokens that programs call with",
  role: "admin",
  input: {},
  output: z.object({ items: z.array(tokenSchema) }),
});

/** Makes a token. */
export const createToken = defineEndpoint({
  method: "post",
  path: "/tokens",
  tag,
  summary: "Make a token; its secret is told once",
  role: "admin",
  action: "token.create",
  input: { body: z.strictObject({ name, role, days: z.number().positive().max(3650).optional() }) },
  output: tokenSchema.extend({ secret: z.string() }),
});

/** Takes a token back. */
export const revokeToken = defineEndpoint({
  method: "delete",
  path: "/tokens/{name}",
  tag,
  summary: "Take a token back",
  role: "admin",
  action: "token.revoke",
  input: { params: z.object({ name }) },
  output: z.object({}),
});
