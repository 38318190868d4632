export { readBytes, readJson } from "./body";
export type { Caller } from "./caller";
export { contract, type Access, type Contract, type Method } from "./contract";
export { pageQuery, readCursor, writeCursor } from "./paging";
export { problem, problemOf, refusalOf, type Problem } from "./problem";
export { addressOf, created, fieldErrors, json, list, ok, rawJson, requestIdOf, route, type Call, type Handler, type RouteContext } from "./route";
export { parseStrictJson } from "./strict-json";
export { readyWorld, useWorld, world } from "./world";
