import { ApiError } from "../../http/errors";
import type { InsideApi } from "../../http/inside";
import type { PortalAbilities } from "../../portal/features";
import type { Customer, PortalConfiguration, PortalSession, Subscription } from "../../world/objects";
import type { World } from "../../world/world";
import { html, message, page, seeOther, type Html, type Page } from "../html";

/** One request of a person who came through a portal link. */
export interface Visit {
  world: World;
  api: InsideApi;
  session: PortalSession;
  customer: Customer;
  configuration: PortalConfiguration;
  abilities: PortalAbilities;
  /** The portal's first page; every other address begins with it. */
  home: string;
  /** What follows `home`, split at the slashes. */
  steps: string[];
  posted: boolean;
  query: URLSearchParams;
  form: URLSearchParams;
}

/** What was done, as the page after it says it. */
export const DONE = {
  plan: "Your plan has been changed.",
  planned: "Your plan will change at the end of the running period.",
  unplanned: "You keep your plan.",
  canceled: "Your plan has been canceled.",
  canceling: "Your plan will be canceled at the end of the running period.",
  renewed: "Your plan will not be canceled.",
  card: "Your payment method has been saved.",
  default: "Your default payment method has been changed.",
  removed: "The payment method has been removed.",
  customer: "Your billing information has been saved.",
} as const;
export type Deed = keyof typeof DONE;

/** Whether a deep link's one thing is still to be done; its pages lead nowhere else meanwhile. */
export function inFlow(visit: Visit): boolean {
  return visit.session.flow !== null && !visit.world.state.portalSessionFacts.get(visit.session.id)?.flowDone;
}

/** Where a person goes after doing something: home, or where the deep link ends. */
export function afterwards(visit: Visit, deed: Deed): Page {
  const { flow } = visit.session;
  const facts = visit.world.state.portalSessionFacts.get(visit.session.id);
  if (!flow || !facts || facts.flowDone) return seeOther(`${visit.home}?did=${deed}`);
  facts.flowDone = true;
  const { redirect, type } = flow.after_completion;
  if (redirect) return seeOther(redirect.return_url);
  return seeOther(type === "hosted_confirmation" ? `${visit.home}/done?did=${deed}` : `${visit.home}?did=${deed}`);
}

/** The last page of a deep link that ends with a confirmation. */
export function confirmationPage(visit: Visit): Page {
  const custom = visit.session.flow?.after_completion.hosted_confirmation?.custom_message;
  const { return_url: back } = visit.session;
  const link = back ? { href: back, text: "Return" } : undefined;
  return message("Thank you", custom ?? deedText(visit.query) ?? "Your change has been saved.", 200, link);
}

export function deedText(query: URLSearchParams): string | undefined {
  const deed = query.get("did") ?? "";
  return Object.hasOwn(DONE, deed) ? DONE[deed as Deed] : undefined;
}

/** A page of the portal below its first, with the way back. */
export function innerPage(visit: Visit, title: string, content: Html, status = 200): Page {
  const back = inFlow(visit) ? visit.session.return_url : visit.home;
  return page(
    title,
    html`${back && html`<p><a href="${back}">Go back</a></p>`}
      <h1>${title}</h1>
      ${content}`,
    status,
  );
}

/** This customer's running subscription that the address names, or undefined. */
export function subscriptionAt(visit: Visit, id: string): Subscription | undefined {
  const found = visit.world.state.subscriptions.get(id);
  return found?.customer === visit.customer.id && found.ended_at === null ? found : undefined;
}

export function notFound(): Page {
  return message("Page not found", "There is nothing at this address.", 404);
}

/** What a person asked for cannot be done; the portal's first page says why. Nothing has changed. */
export function refused(message: string, status: 400 | 402 = 400): ApiError {
  return new ApiError(status, { type: "invalid_request_error", message });
}
