/** The environment that is used when none is named. */
export const defaultEnvironment = "dev";
