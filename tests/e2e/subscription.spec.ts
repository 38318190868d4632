import { expect, test } from "@playwright/test";
import { organizationPath, payOnHostedPage, signUp } from "./people";

// The hosted pages and ours in one browser: what the change page shows is what is charged, and leaving in Stripe's portal
// is known here without anybody saying so.
test("a person buys, upgrades for exactly the sum shown, and leaves through the portal", async ({ page }) => {
  await signUp(page);
  const base = organizationPath(page);
  await page.goto(`${base}/billing/checkout?plan=PRO&interval=month`);
  await page.getByRole("button", { name: "Continue to payment" }).click();
  await payOnHostedPage(page, "Pay $29.99");
  await page.waitForURL(/billing\/return\?session=cs_/);

  await page.goto(`${base}/billing/change?plan=INSTITUTION&interval=month`);
  const pay = page.getByRole("button", { name: /^Pay \$\d+\.\d{2} now$/ });
  const sum = /\$\d+\.\d{2}/.exec(await pay.innerText())?.[0] ?? "";
  // The whole month at 299.99 less the whole month at 29.99, but for the seconds that it took to come here.
  expect(Math.abs(Number(sum.slice(1)) - 270)).toBeLessThan(0.5);
  await pay.click();
  await page.waitForURL(/\/billing\/change\?done=/);
  await expect(page.getByRole("status").filter({ hasText: "Institution" })).toContainText(sum);
  await page.goto(`${base}/billing`);
  await expect(page.getByText("Institution", { exact: true }).first()).toBeVisible();
  await expect(page.getByRole("table").getByText(sum, { exact: true })).toBeVisible();

  await page.goto(`${base}/billing/portal`);
  await expect(page.getByRole("heading", { name: "Manage your billing" })).toBeVisible();
  await page.getByRole("link", { name: "Cancel plan" }).click();
  await page.getByRole("button", { name: /^Cancel plan on/ }).click();
  await expect(page.getByText(/Your plan will be canceled on/)).toBeVisible();
  await page.getByRole("link", { name: "Return" }).click();
  await page.waitForURL(`**${base}/billing`);
  await expect(async () => {
    await page.goto(`${base}/billing/cancel`);
    await expect(page.getByText(/Institution ends on/)).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 10_000 });
});
