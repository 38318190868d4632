import { refuseTaxRates } from "../catalog/tax-rates";
import { clockOfCall, inTimeOf } from "../clocks/belonging";
import type { World } from "../world/world";
import { ApiError, invalidRequest } from "./errors";
import { expand } from "./expand";
import { decodeForm, type FormBranch } from "./form";
import { checkParameters } from "./parameters";
import type { Call, Router } from "./router";
import { prepareSecondGeneration } from "./second-generation";

export interface ApiRequest {
  verb: string;
  path: string;
  /** The form text: query for GET and DELETE, body for POST. */
  form: string;
  requestId: string;
  idempotencyKey: string | null;
}

/** A request that has passed the parameter table and can run. */
export interface PreparedCall {
  route: string;
  run: () => object;
}

/**
 * Finds the route and checks the parameters; nothing has run yet.
 *
 * @throws ApiError 404 for an unknown route, 400 for parameters the API does not know or cannot read.
 */
export function prepare(world: World, router: Router, request: ApiRequest): PreparedCall {
  if (request.path.startsWith("/v2/")) return prepareSecondGeneration(world, request);
  const found = router.match(request.verb, request.path);
  if (!found) {
    throw new ApiError(404, {
      type: "invalid_request_error",
      message: `Unrecognized request URL (${request.verb}: ${request.path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
    });
  }
  const form: FormBranch = decodeForm(request.form);
  const params = checkParameters(found.route, form);
  refuseTaxRates(params);
  const paths = Array.isArray(params.expand) ? params.expand.map(String) : [];
  const ids = found.ids.map(decodeId);
  const call: Call<never> = { world, id: ids.at(-1) ?? "", ids, params: params as never };
  const cause = { requestId: request.requestId, idempotencyKey: request.idempotencyKey };
  return {
    route: found.route,
    run: () => {
      const clock = clockOfCall(world, ids, params);
      if (clock?.status === "advancing" && request.verb !== "GET")
        throw invalidRequest("Test clock advancement underway - cannot perform modifications.");
      const answer = world.causedBy(cause, () =>
        expand(
          world,
          inTimeOf(world, clock, () => found.handle(call)),
          paths,
        ),
      );
      // A read leaves the state file alone.
      if (request.verb !== "GET") world.onChange();
      return answer;
    },
  };
}

function decodeId(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalidRequest("Invalid id in the path", "id");
  }
}
