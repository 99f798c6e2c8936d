/**
 * Passwords and random secrets, as they are kept.
 *
 * @module
 */
export { hashPassword, isPassword } from "./password.ts";
export { newSecret, secretDigest } from "./secret.ts";
