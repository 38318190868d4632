/** The fields of `error` in the API's v1 envelope. */
export interface ErrorFields {
  type: "invalid_request_error" | "card_error" | "idempotency_error" | "api_error";
  message: string;
  code?: string;
  param?: string;
  decline_code?: string;
  advice_code?: string;
  charge?: string;
  payment_intent?: unknown;
  payment_method?: unknown;
  setup_intent?: unknown;
}

/** A refusal in the API's own form. Whoever throws it has changed nothing, unless the comment at the throw says so. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly fields: ErrorFields,
  ) {
    super(fields.message);
  }

  /** The JSON body of the answer. */
  envelope(): { error: Record<string, unknown> } {
    const { code } = this.fields;
    const documentation = code ? { doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll("_", "-")}` } : {};
    return { error: { ...this.fields, ...documentation } };
  }
}

/** A 400 about the request as a whole or one of its parameters. */
export function invalidRequest(message: string, param?: string, code?: string): ApiError {
  return new ApiError(400, { type: "invalid_request_error", message, ...(code && { code }), ...(param && { param }) });
}

/** The id names nothing: 404 when it stands in the path (`param` "id"), 400 when a parameter carries it. */
export function noSuch(kind: string, id: string, param = "id"): ApiError {
  const fields = { type: "invalid_request_error", code: "resource_missing", param } as const;
  return new ApiError(param === "id" ? 404 : 400, { ...fields, message: `No such ${kind}: '${id}'` });
}

export function missingParameter(param: string): ApiError {
  return invalidRequest(`Missing required param: ${param}.`, param, "parameter_missing");
}
