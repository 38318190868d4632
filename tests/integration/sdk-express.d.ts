// As much of Express as the tests use: its own types are a package that the project does not need.
declare module "express" {
  import type { IncomingMessage, ServerResponse } from "node:http";

  export interface Request extends IncomingMessage {
    params: Record<string, string>;
  }
  export interface Response extends ServerResponse {
    json(body: unknown): void;
    redirect(url: string): void;
    status(code: number): Response;
  }
  type Next = (error?: unknown) => void;
  type Handler = (request: Request, response: Response, next: Next) => unknown;
  export interface App {
    (request: IncomingMessage, response: ServerResponse): void;
    get(path: string, ...handlers: Handler[]): void;
    use(handler: (error: Error, request: Request, response: Response, next: Next) => unknown): void;
  }
  export default function express(): App;
}
