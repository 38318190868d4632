import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { GENERATED_FILE, generateParameters } from "../scripts/generate-parameters";
import { API_VERSION } from "../src/http/parameters.generated";
import { checkParameters } from "../src/http/parameters";
import { decodeForm } from "../src/http/form";

describe("the table of known parameters", () => {
  it("is the one the installed SDK gives", { timeout: 60_000 }, () => {
    expect(readFileSync(GENERATED_FILE, "utf8")).toBe(generateParameters());
    expect(API_VERSION).toBe("2026-10-28.endive");
  });

  it("gives leaves their types", () => {
    const form =
      "items[0][price]=price_1&items[0][quantity]=3&cancel_at_period_end=true&trial_end=now&metadata[a]=1&expand[]=customer";
    expect(checkParameters("POST /v1/subscriptions", decodeForm(form))).toEqual({
      items: [{ price: "price_1", quantity: 3 }],
      cancel_at_period_end: true,
      trial_end: "now",
      metadata: { a: "1" },
      expand: ["customer"],
    });
  });

  it("keeps the digits of decimals", () => {
    const form = "currency=usd&product=p&unit_amount_decimal=0.000000000001";
    expect(checkParameters("POST /v1/prices", decodeForm(form))).toMatchObject({
      unit_amount_decimal: "0.000000000001",
    });
  });
});
