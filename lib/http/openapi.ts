import { z } from "zod";
import { scopeOf } from "@/lib/access";
import type { Contract } from "./contract";
import { takesAccessToken } from "./cross-origin";

type Shape = Record<string, unknown>;

const schemaOf = (schema: z.ZodType, io: "input" | "output"): Shape => {
  const { $schema: _, ...shape } = z.toJSONSchema(schema, { io, target: "draft-2020-12", unrepresentable: "any" });
  return shape;
};

const PROBLEM = { $ref: "#/components/schemas/Problem" };
const SHARED_FAULTS: Readonly<Record<string, string>> = {
  400: "The request cannot be read",
  401: "No credential, or one that is not accepted",
  404: "Absent, or another tenant's",
  429: "Too many requests",
  503: "A dependency is away; nothing was half done",
};

/** OpenAPI 3.1 from the contracts: the same schemas that the routes check with. */
export function openApi(contracts: readonly Contract[], problem: z.ZodType, version: string): Shape {
  const paths: Record<string, Shape> = {};
  for (const c of [...contracts].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))) {
    paths[c.path] = { ...paths[c.path], [c.method.toLowerCase()]: operation(c) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Weir",
      version,
      description:
        "Metered subscriptions that stop exactly at the quota. Errors are RFC 9457 problems; money is a string of minor units; lists are paged by cursor.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [
      { url: "http://localhost:3001", description: "The metering gateway" },
      { url: "http://localhost:3000", description: "The web process" },
    ],
    paths,
    components: {
      securitySchemes: {
        apiKey: {
          type: "http",
          scheme: "bearer",
          description: "An organization key (weir_live_…, weir_test_…) or a deployment key (weir_live_dep_…)",
        },
      },
      schemas: { Problem: schemaOf(problem, "output") },
    },
    security: [{ apiKey: [] }],
  };
}

function operation(c: Contract): Shape {
  const parameters = [...parametersOf(c.params, "path"), ...parametersOf(c.query, "query")];
  const responses: Record<string, Shape> = {};
  for (const [status, answer] of Object.entries(c.answers)) {
    const fault = Number(status) >= 400;
    const schema = answer.schema ? schemaOf(answer.schema, "output") : fault ? PROBLEM : undefined;
    responses[status] = {
      description: answer.description,
      ...(schema ? { content: { [fault ? "application/problem+json" : "application/json"]: { schema } } } : {}),
    };
  }
  if ("permission" in c.access) {
    for (const [status, description] of Object.entries(SHARED_FAULTS))
      responses[status] ??= { description, content: { "application/problem+json": { schema: PROBLEM } } };
  }
  return {
    operationId: c.operationId,
    summary: c.summary,
    ...(c.description ? { description: c.description } : {}),
    ...("permission" in c.access ? { "x-scope": scopeOf(c.access.permission) } : { security: [] }),
    ...(takesAccessToken(c.access) ? { security: [{ apiKey: [] }, { accessToken: [] }] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(c.body
      ? {
          requestBody: {
            required: !c.bodyOptional,
            content: Object.fromEntries(
              [["application/json", c.body] as const, ...otherBodies(c)].map(([type, schema]) => [
                type,
                { schema: schemaOf(schema, "input") },
              ]),
            ),
          },
        }
      : {}),
    responses,
  };
}

const otherBodies = (c: Contract): (readonly [string, z.ZodType])[] =>
  Object.entries(c.mediaTypes ?? {}).map(([type, { schema }]) => [type, schema]);

function parametersOf(schema: z.ZodType | undefined, where: "path" | "query"): Shape[] {
  if (!schema) return [];
  const shape = schemaOf(schema, "input") as { properties?: Record<string, Shape>; required?: string[] };
  return Object.entries(shape.properties ?? {}).map(([name, { description, ...rest }]) => ({
    name,
    in: where,
    required: where === "path" || (shape.required ?? []).includes(name),
    ...(description ? { description } : {}),
    schema: rest,
  }));
}
