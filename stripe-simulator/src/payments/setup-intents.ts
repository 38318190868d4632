import { newId, randomText } from "../world/ids";
import type { PaymentMethod, SetupIntent } from "../world/objects";
import type { World } from "../world/world";
import { attach } from "./payment-methods";
import { markAuthenticated } from "./charging";

/**
 * Saves a card for later payments: attached to the customer if there is one, its holder having been asked when the bank
 * wanted that.
 *
 * @throws ApiError card_error when the card cannot be saved; nothing has been made then.
 */
export function setUpCard(
  world: World,
  customer: string | null,
  method: PaymentMethod,
  authenticated: boolean,
  words: { metadata: Record<string, string>; description: string | null } = { metadata: {}, description: null },
): SetupIntent {
  if (customer !== null) attach(world, method, customer);
  if (authenticated) markAuthenticated(world, method);
  const id = newId("seti");
  const intent: SetupIntent = {
    id,
    object: "setup_intent",
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: null,
    cancellation_reason: null,
    client_secret: `${id}_secret_${randomText(25)}`,
    created: world.now(),
    customer,
    description: words.description,
    excluded_payment_method_types: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    mandate: null,
    metadata: words.metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: method.id,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ["card"],
    single_use_mandate: null,
    status: "succeeded",
    usage: "off_session",
  };
  world.state.setupIntents.set(id, intent);
  world.emit("setup_intent.created", intent);
  world.emit("setup_intent.succeeded", intent);
  return intent;
}
