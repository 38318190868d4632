import { expect, type Page } from "@playwright/test";
import { loginOf } from "../support/demo";

let made = 0;

/** A person nobody has seen before, signed up through the form; her personal organization is on the free plan. */
export async function signUp(page: Page, query = ""): Promise<{ email: string; password: string; name: string }> {
  const name = `Ada ${process.pid}${Date.now().toString(36)}${++made}`;
  const person = {
    name,
    email: `${name.toLowerCase().replaceAll(" ", ".")}@example.test`,
    password: "correct horse battery staple",
  };
  await page.goto(`/sign-up${query}`);
  await page.getByLabel("Name").fill(person.name);
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: /create/i }).click();
  await page.waitForURL(/\/orgs\//);
  return person;
}

export async function signIn(page: Page, organization: string, role = "OWNER"): Promise<void> {
  const { email, password } = loginOf(organization, role);
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(/\/orgs\//);
}

/** Address of the organization that the page is about: "/orgs/ada". */
export const organizationPath = (page: Page): string => new URL(page.url()).pathname.split("/").slice(0, 3).join("/");

/** Pays on the hosted page with the test card that succeeds. */
export async function payOnHostedPage(
  page: Page,
  button: string | RegExp,
  card = "4242 4242 4242 4242",
): Promise<void> {
  await expect(page.getByText(/no real money|simulated/i).first()).toBeVisible();
  await page.getByLabel("Card number").fill(card);
  await page.getByLabel(/Expiry/).fill("12 / 34");
  await page.getByLabel("CVC").fill("123");
  await page.getByLabel("Name on card").fill("Ada Lovelace");
  await page.getByRole("button", { name: button }).click();
}

/** Sends one call of so many units from the panel on the usage page. */
export async function sendCall(page: Page, units: number): Promise<void> {
  const panel = page.getByLabel("Try it");
  if (units !== 1 && units !== 10) {
    await panel
      .getByRole("radio", { name: "Custom" })
      .or(panel.getByRole("button", { name: "Custom" }))
      .first()
      .click();
    await panel.getByRole("textbox").fill(String(units));
  }
  await panel.getByRole("button", { name: /^Send 1 call/ }).click();
}
