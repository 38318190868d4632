import type { Courier } from "../delivery/courier";
import type { World } from "../world/world";
import type { Failures } from "./failures";
import type { Idempotency } from "./idempotency";
import type { Router } from "./router";

/** Everything one simulator's HTTP side works with. */
export interface House {
  world: World;
  router: Router;
  courier: Courier;
  failures: Failures;
  idempotency: Idempotency;
  key: string;
  log: (line: string) => void;
}
