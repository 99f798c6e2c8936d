/**
 * What changes, told to whoever watches: one poller for each thing that is watched, however many watch it.
 *
 * @module
 */
export { endWith } from "./end_with.ts";
export { eventStream, type EventStreamOptions, type StreamMessage } from "./event_stream.ts";
export { Hub } from "./hub.ts";
export type { RunFeed } from "./run_feed.ts";
export { type StateFeed, stateMark } from "./state_feed.ts";
export { watchRun, watchState } from "./watch.ts";
