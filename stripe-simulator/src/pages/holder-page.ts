import type { Buyer, CardEntry } from "../checkout/completion";
import { randomText } from "../world/ids";
import type { World } from "../world/world";
import { html, page, type Page } from "./html";

/** A card that waits for its holder to show up at the bank. */
export interface HeldCard {
  /** Id of the checkout session or the customer it was typed in for. */
  owner: string;
  entry: CardEntry;
  buyer?: Buyer;
}

/** Lost with a restart: the person then types the card again. */
const held = new WeakMap<World, Map<string, HeldCard>>();

/** Keeps a card aside. @returns the secret part of the bank's address. */
export function holdCard(world: World, card: HeldCard): string {
  const cards = held.get(world) ?? new Map<string, HeldCard>();
  held.set(world, cards);
  const token = randomText(24);
  cards.set(token, card);
  return token;
}

export function heldCard(world: World, token: string): HeldCard | undefined {
  return held.get(world)?.get(token);
}

/** The holder has answered, so the card waits no longer. */
export function releaseCard(world: World, token: string): void {
  held.get(world)?.delete(token);
}

export const NOT_AUTHENTICATED =
  "We are unable to authenticate your payment method. Please choose a different payment method and try again.";

/** The simulated bank asks its holder. */
export function holderPage(action: string): Page {
  return page(
    "3-D Secure",
    html`<section class="card">
      <h1>3-D Secure</h1>
      <p>The simulated bank asks whether this payment is yours.</p>
      <form method="post" action="${action}">
        <button name="outcome" value="complete">Complete authentication</button
        ><button class="plain" name="outcome" value="fail">Fail authentication</button>
      </form>
    </section>`,
  );
}
