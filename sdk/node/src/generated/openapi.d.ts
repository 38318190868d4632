// Written by sdk/node/generate-wire.mjs from openapi.json.

export interface paths {
  "/v1/check": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Look whether units would fit, without counting
     * @description A peek promises nothing: what it sees may be gone a moment later. To consume, use POST /v1/usage. On a gauge the units are the value that would be reported.
     */
    post: operations["peekQuota"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/entitlements/{organization}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What an organization may do, and how much of it is used */
    get: operations["getEntitlements"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/holds": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Holds, newest first */
    get: operations["listHolds"];
    put?: never;
    /**
     * Hold units for work whose size is not known yet
     * @description The units stand against the limit until the hold is settled, released or expired. The idempotency key is required, in the body or in the Idempotency-Key header.
     */
    post: operations["holdQuota"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/holds/{id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One hold and what became of it */
    get: operations["getHold"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/holds/{id}/release": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Give a hold back unused
     * @description The body may be left out. The answer comes when the units can be used again. Repeating gives it again.
     */
    post: operations["releaseHold"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/holds/{id}/settle": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * End a hold with what was really used
     * @description Records the event and gives the rest back. More than was held is admitted as any usage; what does not fit is refused and leaves the hold open. What was held is always admitted. 0 units release the hold. Facts that are left out are the hold's. Repeating gives the first answer: without an idempotencyKey of its own the hold's id is the key.
     */
    post: operations["settleHold"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/me/entitlements": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The entitlements of the caller's organization */
    get: operations["myEntitlements"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/me/subscription": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The subscription of the caller's organization */
    get: operations["mySubscription"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/me/usage": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Usage of the caller's organization */
    get: operations["myUsage"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/organizations": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Organizations of the deployment, newest first */
    get: operations["listOrganizations"];
    put?: never;
    /** Make the organization of a customer, with its free subscription */
    post: operations["createOrganization"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/organizations/{id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One organization, by our id or your externalKey */
    get: operations["getOrganization"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/quota/explain": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How a decision about a meter comes about just now */
    get: operations["explainQuota"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/spend-limits": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What usage beyond each allowance may cost, and where it stands */
    get: operations["listSpendLimits"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/spend-limits/{meter}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Bound what usage of a meter beyond its allowance may cost
     * @description In force when it answers. At the ceiling that it makes, calls are refused with SPEND_LIMIT_EXCEEDED; below what is spent already it stops them at once. The same body again changes nothing.
     */
    put: operations["setSpendLimit"];
    post?: never;
    /** Take the bound away */
    delete: operations["removeSpendLimit"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/usage": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Totals by day, key, subject, provider or user */
    get: operations["usageStatistics"];
    put?: never;
    /**
     * Record usage, or be refused at the quota
     * @description Admission and record are one: 201 means that the event is counted for ever. The idempotency key is required, in the body or in the Idempotency-Key header. A CloudEvent is taken too, structured or in ce- headers: type is the meter, id the key, time when it occurred, data its units and facts; subject is the organization for a deployment key, else the event's subject. Extension attributes are left behind.
     */
    post: operations["recordUsage"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/usage/batch": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Record up to 1,000 events
     * @description Greedy in input order: each event is admitted or refused by itself, and one meter's limit never refuses another's. Every event carries its own idempotencyKey. A batch of CloudEvents is a list of them; see POST /v1/usage.
     */
    post: operations["recordUsageBatch"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/usage/events": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The log of usage events, newest first */
    get: operations["listUsageEvents"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/usage/summary": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Totals of each meter in its present windows */
    get: operations["usageSummary"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    Problem: {
      code: string;
      detail: string;
      errors?: {
        code: string;
        fix?: string;
        message: string;
        pointer: string;
      }[];
      requestId: string;
      status: number;
      title: string;
      type: string;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  peekQuota: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /**
           * @description Slug of a meter
           * @example api_calls
           */
          meter: string;
          /**
           * @description Our id or, with a deployment key, your externalKey
           * @example og_019a…
           */
          organization?: string;
          /**
           * @description Whole units; on a gauge (aggregation latest or max) its new value, from 0
           * @default 1
           * @example 1
           */
          units?: number;
        };
      };
    };
    responses: {
      /** @description Where the meter stands */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              allowed: boolean;
              current: number | null;
              limit: number | null;
              meter: string;
              reason: string | null;
              remaining: number | null;
              resetsAt: string | null;
              spendLimit: {
                ceiling: number;
                limit: {
                  amount: string;
                  currency: string;
                };
                spent: {
                  amount: string;
                  currency: string;
                };
              } | null;
              window: string | null;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getEntitlements: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Our id or, with a deployment key, your externalKey */
        organization: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Entitlements */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              blocked: string | null;
              effectiveAt: string | null;
              features: {
                [key: string]: {
                  enabled: boolean;
                  /** @enum {string} */
                  source: "plan" | "override";
                };
              };
              hasOverrides: boolean;
              limits: {
                limit: number | null;
                meter: string;
                overage: {
                  amount: string;
                  currency: string;
                  per: string;
                } | null;
                /** @enum {string} */
                policy: "HARD_STOP" | "METERED";
                remaining: number | null;
                resetsAt: string | null;
                /** @enum {string} */
                source: "plan" | "override";
                spendLimit: {
                  ceiling: number;
                  limit: {
                    amount: string;
                    currency: string;
                  };
                  spent: {
                    amount: string;
                    currency: string;
                  };
                } | null;
                used: number;
                /** @enum {string} */
                window: "DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME";
              }[];
              organization: string;
              plan: {
                code: string;
                family: string;
                name: string;
                version: number;
              };
              scheduledChange: {
                effectiveAt: string | null;
                /** @enum {string} */
                kind: "cancel" | "plan";
                plan: string | null;
              } | null;
              status: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No subscription: there is no implicit plan */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  listHolds: {
    parameters: {
      query?: {
        cursor?: string;
        limit?: string;
        /** @description Slug of a meter */
        meter?: string;
        /** @description Our id or, with a deployment key, your externalKey */
        organization?: string;
        status?: "open" | "settled" | "released" | "expired";
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Holds */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              /** @description The moment in whose windows the units are held */
              countedAt: string;
              endedAt: string | null;
              endpoint: string | null;
              /** @enum {string} */
              environment: "PROD" | "STAGING" | "DEV";
              /** @description The usage event that settled it */
              event: string | null;
              expiresAt: string;
              id: string;
              idempotencyKey: string;
              meter: string;
              organization: string;
              properties: {
                [key: string]: unknown;
              } | null;
              provider: string | null;
              requestId: string | null;
              settledUnits: number | null;
              source: string;
              /** @enum {string} */
              status: "open" | "settled" | "released" | "expired";
              subject: string | null;
              /** @description Units that are held */
              units: number;
              userId: string | null;
            }[];
            meta: {
              hasMore: boolean;
              nextCursor?: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  holdQuota: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          endpoint?: string;
          /**
           * @description Seconds of business time after which the units go back by themselves
           * @default 900
           */
          expiresInSeconds?: number;
          /**
           * @description Names this event for ever: the same key gives the first answer again
           * @example req-7f3a
           */
          idempotencyKey?: string;
          /**
           * @description Slug of a meter
           * @example api_calls
           */
          meter: string;
          /**
           * @description Our id or, with a deployment key, your externalKey
           * @example og_019a…
           */
          organization?: string;
          properties?: {
            [key: string]: string | number | boolean | null;
          };
          provider?: string;
          requestId?: string;
          /** @default api */
          source?: string;
          subject?: string;
          /**
           * @description Whole units
           * @example 1
           */
          units: number;
          userId?: string;
        };
      };
    };
    responses: {
      /** @description The key is known: the first answer again, with Idempotent-Replayed: true */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              /** @description The moment in whose windows the units are held */
              countedAt: string;
              /** @enum {string} */
              environment: "PROD" | "STAGING" | "DEV";
              expiresAt: string;
              id: string;
              idempotencyKey: string;
              limit: number | null;
              meter: string;
              organization: string;
              overage: number;
              remaining: number | null;
              resetsAt: string | null;
              /** @constant */
              status: "open";
              /** @description Units that are held */
              units: number;
              used: number | null;
              window: ("DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME") | null;
            };
          };
        };
      };
      /** @description Held */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              /** @description The moment in whose windows the units are held */
              countedAt: string;
              /** @enum {string} */
              environment: "PROD" | "STAGING" | "DEV";
              expiresAt: string;
              id: string;
              idempotencyKey: string;
              limit: number | null;
              meter: string;
              organization: string;
              overage: number;
              remaining: number | null;
              resetsAt: string | null;
              /** @constant */
              status: "open";
              /** @description Units that are held */
              units: number;
              used: number | null;
              window: ("DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME") | null;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The allowance leaves no room */
      402: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The meter or its feature is not part of the plan */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Not valid, or the key was used with another body */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getHold: {
    parameters: {
      query?: {
        /** @description Our id or, with a deployment key, your externalKey */
        organization?: string;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The hold */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              /** @description The moment in whose windows the units are held */
              countedAt: string;
              endedAt: string | null;
              endpoint: string | null;
              /** @enum {string} */
              environment: "PROD" | "STAGING" | "DEV";
              /** @description The usage event that settled it */
              event: string | null;
              expiresAt: string;
              id: string;
              idempotencyKey: string;
              meter: string;
              organization: string;
              properties: {
                [key: string]: unknown;
              } | null;
              provider: string | null;
              requestId: string | null;
              settledUnits: number | null;
              source: string;
              /** @enum {string} */
              status: "open" | "settled" | "released" | "expired";
              subject: string | null;
              /** @description Units that are held */
              units: number;
              userId: string | null;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  releaseHold: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        "application/json": {
          /**
           * @description Our id or, with a deployment key, your externalKey
           * @example og_019a…
           */
          organization?: string;
        };
      };
    };
    responses: {
      /** @description Released. A repetition carries Idempotent-Replayed: true */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              countedAt?: string;
              /** @enum {string} */
              environment: "PROD" | "STAGING" | "DEV";
              event: string | null;
              id: string;
              limit: number | null;
              meter: string;
              occurredAt?: string;
              organization: string;
              overage: number;
              remaining: number | null;
              resetsAt: string | null;
              settledUnits: number | null;
              /** @enum {string} */
              status: "settled" | "released";
              /** @description Units that are held */
              units: number;
              used: number | null;
              window: ("DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME") | null;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No such hold, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The hold has ended otherwise; state says how */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  settleHold: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /**
           * @description Approximate cost to you, in currency units
           * @example 0.0021
           */
          approxCost?: number | string;
          endpoint?: string;
          /**
           * @description Names this event for ever: the same key gives the first answer again
           * @example req-7f3a
           */
          idempotencyKey?: string;
          /** Format: date-time */
          occurredAt?: string;
          /**
           * @description Our id or, with a deployment key, your externalKey
           * @example og_019a…
           */
          organization?: string;
          properties?: {
            [key: string]: string | number | boolean | null;
          };
          provider?: string;
          requestId?: string;
          source?: string;
          subject?: string;
          /** @description Units that were used; 0 releases the hold */
          units: number;
          userId?: string;
        };
      };
    };
    responses: {
      /** @description Settled, or released. A repetition carries Idempotent-Replayed: true */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              countedAt?: string;
              /** @enum {string} */
              environment: "PROD" | "STAGING" | "DEV";
              event: string | null;
              id: string;
              limit: number | null;
              meter: string;
              occurredAt?: string;
              organization: string;
              overage: number;
              remaining: number | null;
              resetsAt: string | null;
              settledUnits: number | null;
              /** @enum {string} */
              status: "settled" | "released";
              /** @description Units that are held */
              units: number;
              used: number | null;
              window: ("DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME") | null;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description More than was held, and the allowance leaves no room for it; the hold stays open */
      402: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No such hold, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The hold has ended otherwise; state says how */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Not valid, or the key was used with another body */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  myEntitlements: {
    parameters: {
      query?: {
        /** @description Our id or, with a deployment key, your externalKey */
        organization?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Entitlements */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              blocked: string | null;
              effectiveAt: string | null;
              features: {
                [key: string]: {
                  enabled: boolean;
                  /** @enum {string} */
                  source: "plan" | "override";
                };
              };
              hasOverrides: boolean;
              limits: {
                limit: number | null;
                meter: string;
                overage: {
                  amount: string;
                  currency: string;
                  per: string;
                } | null;
                /** @enum {string} */
                policy: "HARD_STOP" | "METERED";
                remaining: number | null;
                resetsAt: string | null;
                /** @enum {string} */
                source: "plan" | "override";
                spendLimit: {
                  ceiling: number;
                  limit: {
                    amount: string;
                    currency: string;
                  };
                  spent: {
                    amount: string;
                    currency: string;
                  };
                } | null;
                used: number;
                /** @enum {string} */
                window: "DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME";
              }[];
              organization: string;
              plan: {
                code: string;
                family: string;
                name: string;
                version: number;
              };
              scheduledChange: {
                effectiveAt: string | null;
                /** @enum {string} */
                kind: "cancel" | "plan";
                plan: string | null;
              } | null;
              status: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  mySubscription: {
    parameters: {
      query?: {
        /** @description Our id or, with a deployment key, your externalKey */
        organization?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Subscription */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              cancelAtPeriodEnd: boolean;
              currentPeriodEnd: string;
              currentPeriodStart: string;
              id: string;
              interval: string;
              plan: string;
              source: string;
              status: string;
              trialEnd: string | null;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No subscription */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  myUsage: {
    parameters: {
      query?: {
        /** @description Our id or, with a deployment key, your externalKey */
        organization?: string;
        range?: "today" | "7d" | "30d";
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Units by meter */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              from: string;
              meters: {
                events: number;
                meter: string;
                units: number;
              }[];
              range: string;
              to: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  listOrganizations: {
    parameters: {
      query?: {
        cursor?: string;
        limit?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Organizations */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              billingEmail: string | null;
              createdAt: string;
              externalKey: string | null;
              id: string;
              kind: string;
              metadata: {
                [key: string]: unknown;
              };
              name: string;
              slug: string;
              status: string;
              timeZone: string;
            }[];
            meta: {
              hasMore: boolean;
              nextCursor?: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  createOrganization: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** Format: email */
          billingEmail?: string;
          externalKey?: string;
          metadata?: {
            [key: string]: string;
          };
          name: string;
          timeZone?: string;
        };
      };
    };
    responses: {
      /** @description Created */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              billingEmail: string | null;
              createdAt: string;
              externalKey: string | null;
              id: string;
              kind: string;
              metadata: {
                [key: string]: unknown;
              };
              name: string;
              slug: string;
              status: string;
              timeZone: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The externalKey is taken */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getOrganization: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Organization */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              billingEmail: string | null;
              createdAt: string;
              externalKey: string | null;
              id: string;
              kind: string;
              metadata: {
                [key: string]: unknown;
              };
              name: string;
              slug: string;
              status: string;
              timeZone: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  explainQuota: {
    parameters: {
      query: {
        /** @description Slug of a meter */
        meter: string;
        /** @description Our id or, with a deployment key, your externalKey */
        organization?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Entitlement, limit, counter, facts */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              meter: string;
            } & {
              [key: string]: unknown;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  listSpendLimits: {
    parameters: {
      query?: {
        /** @description Our id or, with a deployment key, your externalKey */
        organization?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Spend limits, by meter */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              effects: {
                allowance: number;
                ceiling: number;
                resetsAt: string | null;
                spent: {
                  amount: string;
                  currency: string;
                };
                stopsNow: boolean;
                used: number;
                window: string;
              }[];
              limit: {
                amount: string;
                currency: string;
              };
              meter: string;
            }[];
            meta: {
              hasMore: boolean;
              nextCursor?: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  setSpendLimit: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Slug of a meter */
        meter: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          limit: {
            /** @example 20000 */
            amount: string;
            currency: string;
          };
          /**
           * @description Our id or, with a deployment key, your externalKey
           * @example og_019a…
           */
          organization?: string;
        };
      };
    };
    responses: {
      /** @description The limit and what it does */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              effects: {
                allowance: number;
                ceiling: number;
                resetsAt: string | null;
                spent: {
                  amount: string;
                  currency: string;
                };
                stopsNow: boolean;
                used: number;
                window: string;
              }[];
              limit: {
                amount: string;
                currency: string;
              };
              meter: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The plan bills nothing beyond the allowance of this meter, or in another currency */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  removeSpendLimit: {
    parameters: {
      query?: {
        /** @description Our id or, with a deployment key, your externalKey */
        organization?: string;
      };
      header?: never;
      path: {
        /** @description Slug of a meter */
        meter: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Removed */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              meter: string;
              /** @constant */
              removed: true;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No spend limit on this meter */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  usageStatistics: {
    parameters: {
      query?: {
        from?: string;
        groupBy?: "day" | "key" | "subject" | "provider" | "user";
        /** @description Slug of a meter */
        meter?: string;
        /** @description Our id or, with a deployment key, your externalKey */
        organization?: string;
        to?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Buckets; the last 30 days unless told otherwise */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              approxCost?: string;
              day?: string;
              events?: number;
              group?: string | null;
              meter: string;
              units: number;
            }[];
            meta: {
              from: string;
              groupBy: string;
              /** @description Months before this are archived and not in the buckets; null: none */
              logFrom: string | null;
              to: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  recordUsage: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/cloudevents+json": {
          data?: {
            /**
             * @description Approximate cost to you, in currency units
             * @example 0.0021
             */
            approxCost?: number | string;
            endpoint?: string;
            properties?: {
              [key: string]: string | number | boolean | null;
            };
            provider?: string;
            requestId?: string;
            subject?: string;
            /** @description 1 unless told otherwise; on a gauge its new value, from 0, which must be told */
            units?: number;
            userId?: string;
          } | null;
          data_base64?: null;
          datacontenttype?: string | null;
          dataschema?: string | null;
          /**
           * @description The idempotency key
           * @example req-7f3a
           */
          id: string;
          /**
           * @description Where it happened
           * @example /checkout/eu-1
           */
          source: string;
          /** @constant */
          specversion: "1.0";
          /** @description The organization for a deployment key, else the subject of the event */
          subject?: string | null;
          time?: string | null;
          /**
           * @description Slug of the meter
           * @example api_calls
           */
          type: string;
        } & {
          [key: string]: string | number | boolean | null;
        };
        "application/json": {
          /**
           * @description Approximate cost to you, in currency units
           * @example 0.0021
           */
          approxCost?: number | string;
          endpoint?: string;
          /**
           * @description Names this event for ever: the same key gives the first answer again
           * @example req-7f3a
           */
          idempotencyKey?: string;
          /**
           * @description Slug of a meter
           * @example api_calls
           */
          meter: string;
          /** Format: date-time */
          occurredAt?: string;
          /**
           * @description Our id or, with a deployment key, your externalKey
           * @example og_019a…
           */
          organization?: string;
          properties?: {
            [key: string]: string | number | boolean | null;
          };
          provider?: string;
          requestId?: string;
          /** @default api */
          source?: string;
          subject?: string;
          /**
           * @description Whole units; on a gauge (aggregation latest or max) its new value, from 0
           * @example 1
           */
          units: number;
          userId?: string;
        };
      };
    };
    responses: {
      /** @description The key is known: the first answer again, with Idempotent-Replayed: true */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              countedAt: string;
              /** @enum {string} */
              environment: "PROD" | "STAGING" | "DEV";
              id: string;
              idempotencyKey: string;
              limit: number | null;
              meter: string;
              occurredAt: string;
              organization: string;
              overage: number;
              remaining: number | null;
              resetsAt: string | null;
              units: number;
              used: number | null;
              window: ("DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME") | null;
            };
          };
        };
      };
      /** @description Admitted and recorded */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              countedAt: string;
              /** @enum {string} */
              environment: "PROD" | "STAGING" | "DEV";
              id: string;
              idempotencyKey: string;
              limit: number | null;
              meter: string;
              occurredAt: string;
              organization: string;
              overage: number;
              remaining: number | null;
              resetsAt: string | null;
              units: number;
              used: number | null;
              window: ("DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME") | null;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The allowance leaves no room */
      402: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The meter or its feature is not part of the plan */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Not valid, or the key was used with another body */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  recordUsageBatch: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/cloudevents-batch+json": unknown[];
        "application/json": {
          events: unknown[];
          /**
           * @description Our id or, with a deployment key, your externalKey
           * @example og_019a…
           */
          organization?: string;
        };
      };
    };
    responses: {
      /** @description One result for each event, in order */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            results: {
              data?: unknown;
              error?: unknown;
              index: number;
              status: number;
            }[];
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  listUsageEvents: {
    parameters: {
      query?: {
        cursor?: string;
        from?: string;
        limit?: string;
        /** @description Slug of a meter */
        meter?: string;
        /** @description Our id or, with a deployment key, your externalKey */
        organization?: string;
        to?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Events */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: ({
              countedAt: string;
              id: string;
              idempotencyKey: string;
              meter: string;
              occurredAt: string;
              source: string;
              units: number;
            } & {
              [key: string]: unknown;
            })[];
            meta: {
              hasMore: boolean;
              nextCursor?: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  usageSummary: {
    parameters: {
      query?: {
        /** @description Our id or, with a deployment key, your externalKey */
        organization?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Totals */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              limits: {
                limit: number | null;
                meter: string;
                overage: {
                  amount: string;
                  currency: string;
                  per: string;
                } | null;
                /** @enum {string} */
                policy: "HARD_STOP" | "METERED";
                remaining: number | null;
                resetsAt: string | null;
                /** @enum {string} */
                source: "plan" | "override";
                spendLimit: {
                  ceiling: number;
                  limit: {
                    amount: string;
                    currency: string;
                  };
                  spent: {
                    amount: string;
                    currency: string;
                  };
                } | null;
                used: number;
                /** @enum {string} */
                window: "DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME";
              }[];
              organization: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
}
