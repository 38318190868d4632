import type { z } from "zod";
import type { Permission, Scope } from "@/lib/access";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Who may call: a key by its scope, a signed-in member by his permission. `open` is for what holds no tenant's data. */
export type Access =
  | { readonly kind: "open" }
  | { readonly kind: "caller"; readonly scope: Scope; readonly permission?: Permission }
  | { readonly kind: "deployment"; readonly scope: Scope };

type ObjectSchema = z.ZodType<Record<string, unknown>>;

/** What a route takes and gives. The one source of the route's checks and of its page in openapi.json. */
export interface Contract<
  P extends ObjectSchema = ObjectSchema,
  Q extends ObjectSchema = ObjectSchema,
  B extends z.ZodType = z.ZodType,
> {
  readonly method: Method;
  /** With parameters in braces, as in OpenAPI. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly access: Access;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** Nothing at all stands for an empty object. */
  readonly bodyOptional?: boolean;
  readonly maxBytes?: number;
  /** The metering routes are limited by quotas, not by requests a minute. */
  readonly metering?: boolean;
  readonly answers: Readonly<Record<number, { readonly description: string; readonly schema?: z.ZodType }>>;
}

/** Types a contract by its schemas. */
export function contract<P extends ObjectSchema, Q extends ObjectSchema, B extends z.ZodType>(
  c: Contract<P, Q, B>,
): Contract<P, Q, B> {
  return c;
}
