import { InsideApi } from "../../http/inside";
import { ApiError } from "../../http/errors";
import type { Router } from "../../http/router";
import { abilitiesOf } from "../../portal/configurations";
import type { Flow } from "../../portal/flows";
import { enterSession } from "../../portal/sessions";
import type { World } from "../../world/world";
import { message, seeOther, type Page } from "../html";
import { cancelPage, keepPlan, renew } from "./cancel";
import { addCardPage, cardHolderPage, makeDefault, removeCard } from "./cards";
import { choosePage } from "./choose-plan";
import { confirmPage, settledPage } from "./confirm-plan";
import { customerPage } from "./customer";
import { homePage } from "./home";
import { confirmationPage, inFlow, notFound, subscriptionAt, type Visit } from "./visit";

/** The customer portal of one session: its first page and everything below it. */
export function portalPage(world: World, router: Router, url: URL, method: string, body: string): Page {
  const [, , , secret = "", ...steps] = url.pathname.split("/");
  const session = enterSession(world, secret);
  const expired = "This portal link has expired. Ask for a new one.";
  if (session === "expired") return message("Link expired", expired, 410);
  const customer = world.state.customers.get(session?.customer ?? "");
  const configuration = world.state.portalConfigurations.get(session?.configuration ?? "");
  if (!session || !customer || !configuration)
    return message("Page not found", "This portal link is not valid any more.", 404);
  const posted = method === "POST";
  const visit: Visit = {
    world,
    api: new InsideApi(world, router),
    session,
    customer,
    configuration,
    abilities: abilitiesOf(world, configuration),
    home: `/p/session/${secret}`,
    steps: steps.filter((step) => step !== ""),
    posted,
    query: url.searchParams,
    form: new URLSearchParams(posted ? body : ""),
  };
  const answer = answerFor(visit);
  world.onChange();
  return answer;
}

function answerFor(visit: Visit): Page {
  const [area, id = "", action = ""] = visit.steps;
  if (area === undefined) return inFlow(visit) ? seeOther(visit.home + startOf(visit)) : homePage(visit);
  try {
    if (area === "done") return confirmationPage(visit);
    if (area === "subscriptions") return subscriptionPage(visit, id, action);
    if (area === "payment-methods") return paymentMethodPage(visit, id, action);
    if (area === "customer" && visit.abilities.features.customer_update.enabled) return customerPage(visit);
  } catch (error) {
    // The API's refusal of what the page tried: the person is told why.
    if (!(error instanceof ApiError)) throw error;
    return homePage(visit, error.message, error.status);
  }
  return notFound();
}

function subscriptionPage(visit: Visit, id: string, action: string): Page {
  const subscription = subscriptionAt(visit, id);
  if (!subscription) return notFound();
  const { subscription_cancel: cancel, subscription_update: update } = visit.abilities.features;
  if (action === "update" && update.enabled) return choosePage(visit, subscription, null);
  if (action === "confirm" && update.enabled) return confirmPage(visit, subscription);
  if (action === "settled" && update.enabled) return settledPage(visit, subscription);
  if (action === "cancel" && cancel.enabled) return cancelPage(visit, subscription);
  if (action === "renew" && visit.posted && cancel.enabled) return renew(visit, subscription);
  if (action === "keep" && visit.posted && update.enabled) return keepPlan(visit, subscription);
  return notFound();
}

function paymentMethodPage(visit: Visit, id: string, action: string): Page {
  if (!visit.abilities.features.payment_method_update.enabled) return notFound();
  if (id === "add") return addCardPage(visit);
  if (id === "3ds") return cardHolderPage(visit, action);
  if (visit.posted && action === "default") return makeDefault(visit, id);
  if (visit.posted && action === "remove") return removeCard(visit, id);
  return notFound();
}

/** The page on which a deep link begins. */
function startOf(visit: Visit): string {
  const flow = visit.session.flow as Flow;
  if (flow.subscription_cancel) return `/subscriptions/${flow.subscription_cancel.subscription}/cancel`;
  if (flow.subscription_update) return `/subscriptions/${flow.subscription_update.subscription}/update`;
  if (flow.subscription_update_confirm)
    return `/subscriptions/${flow.subscription_update_confirm.subscription}/confirm`;
  return flow.type === "customer_update" ? "/customer" : "/payment-methods/add";
}
