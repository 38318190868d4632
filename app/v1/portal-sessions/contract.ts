import { z } from "zod";
import { PORTAL_PLACES } from "@/lib/billing";
import { contract } from "@/lib/http";
import { addressField, dataOf, organizationField } from "../fields";

const TO = `to must be one of: ${PORTAL_PLACES.join(", ")}.`;
const placeName = z.enum(PORTAL_PLACES, { error: TO });

export const postPortalSession = contract({
  method: "POST",
  path: "/v1/portal-sessions",
  operationId: "createPortalSession",
  summary: "A link into the payment provider's portal, at its first page or at one thing",
  description:
    "Opening it changes nothing. The link has to be opened within minutes. A deep link leads back to returnUrl once the one thing is done. Pages other than this deployment's may be named by deployment keys alone. Under the same Idempotency-Key the first link is given again.",
  access: { kind: "caller", permission: "billing:buy" },
  body: z.strictObject({
    to: placeName.default("home").meta({ description: "What the link leads to" }),
    returnUrl: addressField("returnUrl").optional(),
    organization: organizationField.optional(),
  }),
  bodyOptional: true,
  answers: {
    201: {
      description: "The link",
      schema: dataOf(z.object({ url: z.string(), to: placeName, returnUrl: z.string() })),
    },
    409: {
      description: "Nothing was bought yet, the subscription does not allow it, or the portal does not offer it",
    },
  },
});
