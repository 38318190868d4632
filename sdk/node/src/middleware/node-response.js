/** @import { MeteredResponse } from "../index.d.ts" */

const FIRST_FAILURE = 400;

/**
 * Tells how a response of node:http ended: true for a whole answer below 400, false for any other answer and for a
 * connection that broke. Returns false when it is over already, before the work has begun.
 *
 * @param {Pick<MeteredResponse, "statusCode" | "destroyed" | "writableFinished" | "once">} response
 * @param {(succeeded: boolean) => Promise<void>} conclude
 */
export function whenOver(response, conclude) {
  if (response.destroyed) {
    void conclude(false);
    return false;
  }
  response.once("close", () => void conclude(response.writableFinished && response.statusCode < FIRST_FAILURE));
  return true;
}
