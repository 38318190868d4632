// What a person sees once Weir runs, and the same for programs in demo.json.
import path from "node:path";
import { writePrivateFile } from "../paths.mjs";
import { table } from "../progress.mjs";

const indent = (lines) => lines.map((line) => `  ${line}`.trimEnd());

const mayRecordUsage = (key) => !key.scopes || key.scopes.includes("usage:write") || key.scopes.includes("*");

function firstCall(gateway, apiKeys) {
  const key = apiKeys.find(mayRecordUsage);
  if (!key) return ["(no API key yet: make one in the portal under API keys)"];
  return [
    `API key of ${key.organization}: ${key.key}`,
    "",
    `curl -i -X POST ${gateway}/v1/usage \\`,
    `  -H 'Authorization: Bearer ${key.key}' -H 'Content-Type: application/json' \\`,
    `  -H "Idempotency-Key: first-call-$(date +%s)" -d '{"meter":"api_calls","units":1}'`,
  ];
}

function section(title, lines) {
  return ["", title, ...indent(lines)];
}

/** The report as lines. `demo` is the content of demo.json, `capabilities` name → kind. */
export function reportLines({ demo, capabilities, home, withSimulator }) {
  const urls = [
    ["web", demo.web],
    ["operator's console", `${demo.web}/admin`],
    ["metering API", `${demo.gateway}/v1`],
    ["API reference", `${demo.web}/v1/docs`],
    ...(withSimulator ? [["Stripe simulator", demo.stripeSimulator]] : []),
    ["logs", path.join(home, "logs")],
  ];
  const logins = demo.logins.map(({ email, password, organization, role }) => [
    email,
    password,
    organization ?? "",
    role ?? "",
  ]);
  const people = logins.length
    ? table([["e-mail", "password", "organization", "role"], ...logins])
    : [
        "There are no demonstration tenants. The first operator is the one of WEIR_OPERATOR_EMAIL and WEIR_OPERATOR_PASSWORD,",
        `or the one asked for at a terminal. Customers sign up at ${demo.web}/sign-up.`,
      ];
  return [
    ...section("What this runs on", table(Object.entries(capabilities))),
    ...section("Where", table(urls)),
    ...section("Sign in", people),
    ...section("Meter a call", firstCall(demo.gateway, demo.apiKeys)),
    ...(demo.apiKeys.length > 0
      ? section("See it stop a vendor's API at the quota", ["node examples/vendor-api/server.mjs"])
      : []),
    "",
  ];
}

/** Writes demo.json for tests, examples and scripts; it holds passwords and keys, so only its owner may read it. */
export function writeDemoFile(home, demo) {
  writePrivateFile(path.join(home, "demo.json"), JSON.stringify(demo, null, 2) + "\n");
}
