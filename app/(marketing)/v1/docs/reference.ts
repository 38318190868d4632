import { contracts } from "@/app/v1/contracts";
import { problemSchema } from "@/app/v1/fields";
import { scopeOf } from "@/lib/access";
import { openApi, type Contract } from "@/lib/http";

export interface Field {
  readonly name: string;
  readonly where: "path" | "query" | "body";
  readonly form: string;
  readonly required: boolean;
  readonly description: string | null;
}

export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string | undefined;
  readonly scope: string | null;
  readonly fields: readonly Field[];
  readonly answers: readonly { readonly status: string; readonly description: string }[];
  readonly curl: string;
}

interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly default?: unknown;
  readonly description?: string;
  readonly example?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}
interface Described {
  readonly description?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: "path" | "query";
    readonly required: boolean;
    readonly description?: string;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}

/** The operations as a page shows them, in the order of the contracts. */
export function reference(gatewayUrl: string): Operation[] {
  const { paths } = openApi(contracts, problemSchema, "") as unknown as {
    paths: Record<string, Record<string, Described>>;
  };
  return contracts.flatMap((contract) => {
    const described = paths[contract.path]?.[contract.method.toLowerCase()];
    return described ? [operation(contract, described, gatewayUrl)] : [];
  });
}

function operation(contract: Contract, described: Described, gatewayUrl: string): Operation {
  const body = described.requestBody?.content["application/json"]?.schema;
  return {
    id: contract.operationId,
    method: contract.method,
    path: contract.path,
    summary: contract.summary,
    description: described.description,
    scope: "permission" in contract.access ? scopeOf(contract.access.permission) : null,
    fields: [
      ...(described.parameters ?? []).map((p): Field => ({
        name: p.name,
        where: p.in,
        form: formOf(p.schema),
        required: p.required,
        description: p.description ?? null,
      })),
      ...Object.entries(body?.properties ?? {}).map(([name, schema]): Field => ({
        name,
        where: "body",
        form: formOf(schema),
        required: (body?.required ?? []).includes(name),
        description: schema.description ?? null,
      })),
    ],
    answers: Object.entries(described.responses).map(([status, { description }]) => ({ status, description })),
    curl: curlOf(contract, body, gatewayUrl),
  };
}

function formOf(schema: Schema): string {
  const base = schema.enum
    ? schema.enum.map(String).join(", ")
    : (schema.format ?? (typeof schema.type === "string" ? schema.type : "any"));
  const range =
    schema.maxLength !== undefined
      ? `, up to ${schema.maxLength}`
      : schema.maximum !== undefined && schema.minimum !== undefined
        ? `, ${schema.minimum} to ${schema.maximum}`
        : "";
  const preset =
    typeof schema.default === "string" || typeof schema.default === "number" ? `; ${schema.default} unless given` : "";
  return `${base}${range}${preset}`;
}

/** A request with what must be sent; the key is left to the reader. */
function curlOf(contract: Contract, body: Schema | undefined, gatewayUrl: string): string {
  const path = contract.path.replaceAll(/\{(\w+)\}/g, "$1");
  const lines = [
    `curl ${contract.method === "GET" ? "" : `-X ${contract.method} `}"${gatewayUrl}${path}"`,
    `-H "Authorization: Bearer weir_test_…"`,
  ];
  if (body) {
    const needed = (body.required ?? []).map((name) => [name, body.properties?.[name]?.example ?? exampleOf(name)]);
    const keyed = contract.operationId === "recordUsage" ? [...needed, ["idempotencyKey", "first-call"]] : needed;
    lines.push(`-H "Content-Type: application/json"`, `-d '${JSON.stringify(Object.fromEntries(keyed))}'`);
  }
  return lines.join(" \\\n  ");
}

const exampleOf = (name: string): unknown =>
  name === "events" ? [{ meter: "api_calls", units: 1, idempotencyKey: "first-call" }] : "Acme";
