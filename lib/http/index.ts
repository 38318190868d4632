export { health, healthz, metrics, readyz } from "./health";
export { noSuchPath } from "./no-such-path";
export { openApi } from "./openapi";
export { readBytes, readJson } from "./body";
export type { Caller } from "./caller";
export { contract, type Access, type Contract, type Method } from "./contract";
export { pageQuery, readCursor, writeCursor } from "./paging";
export { problem, problemOf, refusalOf, type Problem } from "./problem";
export { addressOf, requestIdOf } from "./request";
export {
  created,
  fieldErrors,
  json,
  list,
  ok,
  rawJson,
  route,
  type Call,
  type Handler,
  type RouteContext,
} from "./route";
export { parseStrictJson } from "./strict-json";
export { reporterOf } from "./reporter";
export { withQuota, type Admission, type Charge } from "./with-quota";
export type { Holding, SuccessOptions } from "./charge-on-success";
export { readyWorld, useWorld, world } from "./world";
