import type { z } from "zod";
import type { Ctx } from "@/lib/context";
import { rawJson, refusalAnswer, type Answer } from "@/lib/http";
import { AppError } from "@/lib/kernel/errors";
import type { Recorded, ReportedUsage } from "@/lib/metering";
import type { postUsage } from "./contract";

type Event = Omit<z.output<NonNullable<(typeof postUsage)["body"]>>, "organization" | "units"> &
  Pick<ReportedUsage, "units">;

interface Keyed {
  readonly idempotencyKey?: string | undefined;
}

/** Key of a request: body or header; both and different is a contradiction that only the sender can solve. Null for none. */
export function optionalKeyOf(event: Keyed, header: string | null): string | null {
  if (event.idempotencyKey !== undefined && header !== null && event.idempotencyKey !== header) {
    throw new AppError(
      "MALFORMED",
      "idempotencyKey and the Idempotency-Key header differ. Send one of them, or the same in both.",
    );
  }
  const key = event.idempotencyKey ?? header;
  if (key !== null && !/^[\x20-\x7e]{1,255}$/.test(key)) {
    throw new AppError("VALIDATION_ERROR", "The idempotency key must be 1 to 255 printable ASCII characters.", {
      fields: [
        {
          pointer: "/idempotencyKey",
          code: "invalid_format",
          message: "The idempotency key must be 1 to 255 printable ASCII characters.",
        },
      ],
    });
  }
  return key;
}

/** The same where a key must be there. */
export function keyOf(event: Keyed, header: string | null): string {
  const key = optionalKeyOf(event, header);
  if (key === null) {
    throw new AppError(
      "VALIDATION_ERROR",
      "An idempotency key is required, so that a repetition is not counted twice.",
      {
        fields: [
          {
            pointer: "/idempotencyKey",
            code: "required",
            message: "An idempotency key is required.",
            fix: "Send idempotencyKey in the body, or the Idempotency-Key header.",
          },
        ],
      },
    );
  }
  return key;
}

export const reportedUsage = (event: Event, key: string): ReportedUsage => ({
  meter: event.meter,
  units: event.units,
  key,
  occurredAt: event.occurredAt ?? null,
  source: event.source,
  subject: event.subject ?? null,
  provider: event.provider ?? null,
  endpoint: event.endpoint ?? null,
  userId: event.userId ?? null,
  requestId: event.requestId ?? null,
  costMicros: event.approxCost ?? null,
  properties: event.properties ?? null,
});

/** 201, 200 with the first answer, or the refusal. */
export function answer(ctx: Ctx, recorded: Recorded): Answer {
  if (recorded.admitted)
    return rawJson(
      recorded.body,
      recorded.replayed ? 200 : 201,
      recorded.replayed ? { "idempotent-replayed": "true" } : undefined,
    );
  return refusalAnswer(recorded, ctx.requestId, ctx.env);
}
