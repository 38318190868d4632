import { afterEach, beforeEach, expect, it } from "vitest";
import { eventTypes, openBench, refusal, type Bench } from "./support";

let bench: Bench;
beforeEach(async () => void (bench = await openBench()));
afterEach(() => bench.simulator.close());

it("are made, verified, listed, put on invoices and removed", async () => {
  const { stripe } = bench;
  const customer = await stripe.customers.create({
    name: "Ada",
    address: { country: "DE" },
    tax_id_data: [{ type: "eu_vat", value: "DE123456789" }],
  });
  // https://docs.stripe.com/billing/customer/tax-ids#validation: the ends of test values say what comes of them.
  const expected = [
    ["eu_vat", "DE111111111", "unverified", "DE"],
    ["eu_vat", "EL222222222", "pending", "GR"],
    ["us_ein", "12-3456789", "unavailable", "US"],
  ] as const;
  for (const [type, value, status, country] of expected) {
    const made = await stripe.customers.createTaxId(customer.id, { type, value });
    expect([made.verification?.status, made.country]).toEqual([status, country]);
  }
  const error = await refusal(stripe.customers.createTaxId(customer.id, { type: "eu_vat", value: "XX1" }));
  expect([error.statusCode, error.code, error.param]).toEqual([400, "tax_id_invalid", "value"]);
  const [newest, , , first] = (await stripe.customers.listTaxIds(customer.id)).data;
  expect(first?.verification).toMatchObject({ status: "verified", verified_name: "Ada" });
  await stripe.customers.deleteTaxId(customer.id, newest?.id ?? "");
  expect((await refusal(stripe.customers.retrieveTaxId(customer.id, newest?.id ?? ""))).code).toBe("resource_missing");
  const invoice = await stripe.invoices.create({ customer: customer.id, automatic_tax: { enabled: true } });
  expect(invoice.customer_tax_ids?.map((each) => each.value)).toEqual(["DE123456789", "DE111111111", "EL222222222"]);
  expect([invoice.automatic_tax.status, invoice.total_taxes]).toEqual(["complete", []]);
  expect((await eventTypes(stripe)).filter((type) => type.startsWith("customer.tax_id"))).toEqual([
    ...Array<string>(4).fill("customer.tax_id.created"),
    "customer.tax_id.deleted",
  ]);
});
