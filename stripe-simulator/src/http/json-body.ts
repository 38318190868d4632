import { ApiError } from "./errors";

/** The fields of a JSON body of the second generation, read one by one; what is left over is refused. */
export class JsonBody {
  private readonly left: Map<string, unknown>;

  /** @throws ApiError when the text is no JSON object. */
  constructor(text: string) {
    this.left = new Map(Object.entries(parsed(text)));
  }

  text(name: string): string {
    return this.optionalText(name) ?? missing(name);
  }

  optionalText(name: string): string | undefined {
    const value = this.take(name);
    if (value === undefined || typeof value === "string") return value;
    throw invalidField(`Invalid value for ${name}: must be a string.`, name);
  }

  /** Unix seconds of a moment written as the second generation writes it. */
  optionalMoment(name: string): number | undefined {
    const text = this.optionalText(name);
    if (text === undefined) return undefined;
    const moment = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : NaN;
    if (Number.isNaN(moment)) throw invalidField(`Invalid value for ${name}: must be an ISO 8601 timestamp.`, name);
    return Math.floor(moment / 1000);
  }

  texts(name: string): Record<string, string> {
    const value = this.take(name) ?? missing(name);
    const fits = typeof value === "object" && value !== null && !Array.isArray(value);
    if (fits && Object.values(value).every((each) => typeof each === "string")) return value as Record<string, string>;
    throw invalidField(`Invalid value for ${name}: must be a map of strings.`, name);
  }

  /** @throws ApiError when the body has a field that nobody asked for. */
  end(): void {
    const [unknown] = this.left.keys();
    if (unknown !== undefined) throw invalidField(`Received unknown parameter: ${unknown}`, unknown);
  }

  private take(name: string): unknown {
    const value = this.left.get(name);
    this.left.delete(name);
    return value ?? undefined;
  }
}

function parsed(text: string): object {
  try {
    const value: unknown = JSON.parse(text === "" ? "{}" : text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Falls through to the one refusal below.
  }
  throw new ApiError(400, {
    type: "invalid_request_error",
    code: "invalid_fields",
    message: "The request body must be a JSON object.",
  });
}

function missing(name: string): never {
  throw invalidField(`Missing required param: ${name}.`, name);
}

function invalidField(message: string, param: string): ApiError {
  return new ApiError(400, { type: "invalid_request_error", code: "invalid_fields", message, param });
}
