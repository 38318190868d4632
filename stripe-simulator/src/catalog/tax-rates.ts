import { noSuch } from "../http/errors";
import type { Value } from "../http/parameters";

const NAMES = new Set(["tax_rates", "default_tax_rates", "dynamic_tax_rates"]);

/**
 * Nobody can make a tax rate here, so whichever one a request names is not there, and a sum is never billed without a tax
 * that somebody asked for. An empty list, which takes rates away, is fine.
 *
 * @throws ApiError `resource_missing`, as for any id that names nothing.
 */
export function refuseTaxRates(value: Value, path = ""): void {
  if (typeof value !== "object") return;
  for (const [name, each] of Object.entries(value)) {
    const here = path === "" ? name : `${path}[${name}]`;
    if (!NAMES.has(name)) refuseTaxRates(each, here);
    else if (Array.isArray(each) && typeof each[0] === "string") throw noSuch("tax rate", each[0], `${here}[0]`);
  }
}
