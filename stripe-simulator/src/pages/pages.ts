import type { Router } from "../http/router";
import type { World } from "../world/world";
import { checkoutHolderPage, checkoutPage } from "./checkout-page";
import { message, type Page } from "./html";
import { intentHolderPage, invoicePage } from "./invoice-page";
import { portalPage } from "./portal/portal";

/** The hosted pages a person sees; whatever is not a page says so. */
export function servePage(world: World, router: Router, method: string, url: URL, body: string): Page {
  if (method !== "GET" && method !== "POST" && method !== "HEAD")
    return message("Not allowed", "This address takes GET and POST.", 405);
  const [, area = "", second = "", third = ""] = url.pathname.split("/");
  if (area === "c" && second === "pay") return checkoutPage(world, third, method, url, body);
  if (area === "c" && second === "3ds") return checkoutHolderPage(world, third, method, body);
  if (area === "3ds") return intentHolderPage(world, url, method, body);
  if (area === "i") return invoicePage(world, url.pathname, method, body);
  if (area === "p" && second === "session") return portalPage(world, router, url, method, body);
  if (area === "" || url.pathname === "/healthz") return message("Stripe simulator", "It is running.", 200);
  return message("Page not found", "There is nothing at this address.", 404);
}
