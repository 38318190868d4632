import { describe, expect, it } from "vitest";
import { curlFirstUsage, curlGet } from "./curl";

describe("curlGet", () => {
  it("names the request with its filters and a key placeholder, never a key", () => {
    expect(curlGet("/v1/usage", { meter: "api_calls", from: "2026-11-01", to: "2026-12-01", groupBy: undefined })).toBe(
      'curl "$WEIR_URL/v1/usage?meter=api_calls&from=2026-11-01&to=2026-12-01" -H "Authorization: Bearer weir_test_…"',
    );
    expect(curlGet("/v1/invoices")).toBe('curl "$WEIR_URL/v1/invoices" -H "Authorization: Bearer weir_test_…"');
  });
});

describe("curlFirstUsage", () => {
  it("posts valid JSON with an idempotency key", () => {
    const body = /-d '(?<json>.*)'$/u.exec(curlFirstUsage("api_calls"))?.groups?.["json"] ?? "";
    expect(JSON.parse(body)).toEqual({ meter: "api_calls", units: 1, idempotencyKey: "first-call" });
  });
});
