import pino from "pino";

export type Log = pino.Logger;

const SECRET_PATHS = [
  "password",
  "secret",
  "token",
  "authorization",
  "cookie",
  "key",
  "apiKey",
  "accessToken",
  "refreshToken",
].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
/** What a secret looks like wherever it stands in a line. Keys keep their public part, so that one can still be recognised. */
const SECRET_PATTERNS: readonly [RegExp, string][] = [
  [/\b(weir_(?:live|test)_(?:dep_)?[0-9A-Za-z]+)_[0-9A-Za-z_]+/g, "$1_[redacted]"],
  [/\b(weir_(?:act|refresh)_[0-9a-f]+)_[0-9A-Za-z_]+/g, "$1_[redacted]"],
  // A JSON Web Token: its head and its claims may stay unread as well.
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+/g, "[redacted token]"],
  [/\b(sk|rk)_(live|test)_[0-9A-Za-z_]+/g, "$1_$2_[redacted]"],
  [/\bwhsec_[0-9A-Za-z+/=_-]+/g, "whsec_[redacted]"],
  [/\bBearer\s+[^\s"\\]+/gi, "Bearer [redacted]"],
  [/((?:postgres(?:ql)?|rediss?)(?:-cluster)?):\/\/([^:@/\s"]*):[^@\s"]+@/g, "$1://$2:[redacted]@"],
  [/(session_token=)[^;\s"\\]+/g, "$1[redacted]"],
  [/(\\?"(?:password|passwd|secret|client_?secret)\\?":\\?")(?!\[)[^"\\]+/gi, "$1[redacted]"],
  [/\b[0-9a-f]{32}:[0-9a-f]{128}\b/g, "[redacted password]"],
  [/-----BEGIN ([A-Z ]*)PRIVATE KEY-----(?:(?!-----END).)*/g, "[redacted $1private key]"],
];

/** Takes out of a text everything that has the form of a secret. */
export function redactSecrets(text: string): string {
  return SECRET_PATTERNS.reduce((line, [pattern, instead]) => line.replace(pattern, instead), text);
}

/** JSON lines on stdout, redacted by path and again by pattern. */
export function createLog(options: { level: string; name: string }): Log {
  return pino(
    {
      level: options.level,
      base: { name: options.name },
      messageKey: "msg",
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: SECRET_PATHS, censor: "[redacted]" },
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => void process.stdout.write(redactSecrets(line)) },
  );
}
