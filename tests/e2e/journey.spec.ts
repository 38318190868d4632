import { expect, test } from "../support/browser";
import { demo } from "../support/demo";
import { organizationPath, payOnHostedPage, sendCall, signUp } from "./people";

test("sign up, call until the wall, read why, pay, and go on", async ({ page }) => {
  await signUp(page);
  const base = organizationPath(page);
  await page.goto(`${base}/usage`);
  const panel = page.getByLabel("Try it");
  await sendCall(page, 100);
  await expect(panel.getByRole("log")).toContainText("201");
  await expect(panel.getByText("Wall up")).toBeVisible();

  await panel.getByRole("button", { name: /^Send 1 call/ }).click();
  const paywall = page.getByRole("dialog");
  await expect(paywall).toBeVisible();
  await expect(paywall).toContainText("100 of 100");
  await expect(paywall).toContainText("$29.99");
  await page.keyboard.press("Escape");
  await expect(paywall).toBeHidden();
  await expect(panel.getByRole("log")).toContainText("402");

  await panel.getByRole("button", { name: /^Send 1 call/ }).click();
  await paywall
    .getByRole("link")
    .filter({ hasText: /upgrade|pro/i })
    .first()
    .click();
  await page.waitForURL(/billing\/checkout\?plan=PRO/);
  await expect(page.getByText("Due today")).toBeVisible();
  await page.getByRole("button", { name: "Continue to payment" }).click();
  await payOnHostedPage(page, "Pay $29.99");

  await page.waitForURL(/billing\/return\?session=cs_/);
  await expect(page.getByText(/Pro/).first()).toBeVisible();
  await page.reload();
  await page.goto(`${base}/usage`);
  await expect(page.getByLabel("Try it").getByText("Calls pass", { exact: true })).toBeVisible();
  await sendCall(page, 100);
  await expect(page.getByLabel("Try it").getByRole("log")).toContainText("9,800 left");

  await page.goto(`${base}/billing`);
  await expect(page.getByText("Pro", { exact: true }).first()).toBeVisible();
  await expect(page.getByText("$29.99").first()).toBeVisible();
  await expect(page.getByText("Paid", { exact: true }).first()).toBeVisible();
});

test("a trial begins without a charge, from the pricing page through sign-up", async ({ page }) => {
  await page.goto("/pricing?family=api");
  await page
    .getByRole("link", { name: /Starter|trial/i })
    .first()
    .click();
  await page.waitForURL(/sign-up\?plan=STARTER/);
  await expect(page.getByText("Starter").first()).toBeVisible();
  await signUp(page, new URL(page.url()).search);
  await page.waitForURL(/billing\/checkout\?plan=STARTER/);
  await expect(page.getByText("$0.00").first()).toBeVisible();
  await page.getByRole("button", { name: "Continue to payment" }).click();
  await payOnHostedPage(page, "Start trial");
  await page.waitForURL(/billing\/return/);
  const base = organizationPath(page);
  await page.goto(`${base}/billing`);
  await expect(page.getByText(/trial/i).first()).toBeVisible();

  await page.goto(`${base}/billing/cancel`);
  await page.getByRole("button", { name: /^Cancel on/ }).click();
  await expect(page.getByText(/Starter ends on/)).toBeVisible();
  await page.getByRole("button", { name: "Keep Starter" }).click();
  await expect(page.getByText("The cancellation is taken back")).toBeVisible();
});

test("a declined card leaves everything as it was, and the page says so", async ({ page }) => {
  await signUp(page);
  const base = organizationPath(page);
  await page.goto(`${base}/billing/checkout?plan=PRO&interval=month`);
  await page.getByRole("button", { name: "Continue to payment" }).click();
  await payOnHostedPage(page, "Pay $29.99", "4000 0000 0000 0002");
  await expect(page.getByText(/declined/i).first()).toBeVisible();
  await page.getByRole("link", { name: /Cancel and return/ }).click();
  await page.goto(`${base}/billing`);
  await expect(page.getByText("Free", { exact: true }).first()).toBeVisible();
});

test("a script does the same over HTTP with a key made in the portal", async ({ page }) => {
  await signUp(page);
  const base = organizationPath(page);
  await page.goto(`${base}/api-keys?create=1`);
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("script");
  await dialog.getByRole("button", { name: /Create/ }).click();
  const key = await page
    .getByText(/^weir_(live|test)_[0-9a-f]{32}_/)
    .first()
    .innerText();
  const { gateway } = demo();
  const send = (units: number, id: string) =>
    page.request.post(`${gateway}/v1/usage`, {
      headers: { authorization: `Bearer ${key}` },
      data: { meter: "api_calls", units, idempotencyKey: id },
    });
  expect((await send(100, "all")).status()).toBe(201);
  expect((await send(1, "one")).status()).toBe(402);
  expect((await send(100, "all")).status()).toBe(200);
});
