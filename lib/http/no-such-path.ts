import { problem } from "./problem";
import { requestIdOf } from "./request";
import { world } from "./world";

/** 404 for a path that no route of the API has. */
export const noSuchPath = (request: Request): Response =>
  problem(
    { code: "NOT_FOUND", message: "There is no such path here. The API is described at /v1/openapi.json." },
    requestIdOf(request),
    world().env,
  );
