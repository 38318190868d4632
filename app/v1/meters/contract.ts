import { z } from "zod";
import { contract } from "@/lib/http";
import { listOf } from "../fields";

export const meterShape = z.object({
  slug: z.string(),
  name: z.string(),
  unit: z.string().meta({ description: "One unit, as a customer reads it" }),
  unitPlural: z.string(),
  aggregation: z.enum(["SUM", "MAX", "LATEST", "UNIQUE"]).meta({ description: "How events become a number" }),
  shown: z
    .object({ unit: z.string(), per: z.number().int() })
    .nullable()
    .meta({ description: "The larger unit that people read, and how many units it is" }),
  feature: z.string().nullable().meta({ description: "The feature without which it admits nothing" }),
});

export const getMeters = contract({
  method: "GET",
  path: "/v1/meters",
  operationId: "listMeters",
  summary: "What is counted",
  access: { kind: "open" },
  answers: { 200: { description: "Meters", schema: listOf(meterShape) } },
});
