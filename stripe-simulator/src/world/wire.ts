import type Stripe from "stripe";

/** A field typed `string | Object` holds the id here; expand.ts puts the object in its place when a request asks. */
type Unexpanded<T> = string extends T ? Exclude<T, { object: string }> : T;

/**
 * What one of the API's objects looks like on the wire and in our memory: expandable fields hold ids, decimals are
 * strings, and every field the API always sends is required. The SDK's own types are the only source of the shape.
 */
export type Wire<T> = T extends Stripe.Decimal
  ? string
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends (infer Element)[]
      ? Wire<Unexpanded<Element>>[]
      : T extends object
        ? { [Key in keyof T]: Wire<Unexpanded<T[Key]>> }
        : T;
