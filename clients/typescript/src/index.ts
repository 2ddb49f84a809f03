export { Cursor } from "./cursor.js";
export type { OpenWebSocket, WebSocketLike } from "./connection.js";
export { ApiError, ConnectionError, type PatchConflict } from "./errors.js";
export type * from "./events.js";
export { Gateway, type GatewayOptions, type GatewayState, type RunFollower } from "./gateway.js";
export { randomId } from "./ids.js";
export type { components, paths } from "./openapi.js";
export { authorization, createRestClient, parseToken, type RestClient, type RestOptions } from "./rest.js";
export { followRun, startRun, type NewRun, type RunMessage, type StreamOptions } from "./run-stream.js";
