import type { z } from "zod";
import type { Permission } from "@/lib/access";
import type { Asked } from "./asked";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/**
 * What a caller must be allowed: a key or an installation by the scope of the permission, a signed-in member by his role.
 * `deployment` is for the vendor's own keys, and for the staff that has the permission. `open` is for what holds no tenant's
 * data; `activation` for what carries its credential in the body.
 */
export type Access =
  | { readonly kind: "open" }
  | { readonly kind: "activation" }
  | {
      readonly kind: "caller";
      readonly permission: Permission;
      /** Not for tokens that stand in browsers. */
      readonly keysOnly?: boolean;
    }
  | {
      readonly kind: "deployment";
      readonly permission: Permission;
      /** Not for staff that is signed in. */
      readonly keysOnly?: boolean;
    };

type ObjectSchema = z.ZodType<Record<string, unknown>>;

/** Another form in which a route takes its body: its schema, and how it is put together where JSON alone does not say it. */
export interface MediaType<S extends z.ZodType = z.ZodType> {
  readonly schema: S;
  /** Headers that turn a plain JSON body into this form, when the first of them is there. */
  readonly fromHeaders?: {
    readonly when: string;
    readonly assemble: (headers: Asked["headers"], body: unknown) => unknown;
  };
}
export type MediaTypes = Readonly<Record<string, MediaType>>;

/** What a route takes and gives. The one source of the route's checks and of its page in openapi.json. */
export interface Contract<
  P extends ObjectSchema = ObjectSchema,
  Q extends ObjectSchema = ObjectSchema,
  B extends z.ZodType = z.ZodType,
  M extends MediaTypes = MediaTypes,
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
  /** Bodies of other types than application/json. */
  readonly mediaTypes?: M;
  /** Nothing at all stands for an empty object. */
  readonly bodyOptional?: boolean;
  readonly maxBytes?: number;
  /** The metering routes are limited by quotas, not by requests a minute. */
  readonly metering?: boolean;
  /** The handler limits the rate itself, once it has read who speaks. */
  readonly limitsItself?: boolean;
  readonly answers: Readonly<Record<number, { readonly description: string; readonly schema?: z.ZodType }>>;
}

/** Types a contract by its schemas. */
export function contract<
  P extends ObjectSchema,
  Q extends ObjectSchema,
  B extends z.ZodType,
  M extends MediaTypes = Record<never, never>,
>(c: Contract<P, Q, B, M>): Contract<P, Q, B, M> {
  return c;
}
