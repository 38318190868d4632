import { expect, test } from "../support/browser";
import { openState } from "./gallery";

test("the paywall traps focus, closes on Escape, and gives focus back", async ({ page }) => {
  await openState(page, { screen: "paywall", state: "hard_limit" });
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();

  const send = page.getByRole("button", { name: "Send 1 call" });
  await send.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "The limit of API calls is reached" });
  await expect(dialog).toBeVisible();
  for (let step = 0; step < 8; step += 1) {
    await page.keyboard.press("Tab");
    expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  }
  await page.keyboard.press("Escape");
  await expect(send).toBeFocused();
});

test("a member without the right to buy is led to an owner", async ({ page }) => {
  await openState(page, { screen: "paywall", state: "hard_limit_member" });
  await expect(page.getByRole("link", { name: "Ask an owner" })).toHaveAttribute(
    "href",
    /^mailto:bill@initech\.example/u,
  );
  await expect(page.getByRole("link", { name: /^Review/u })).toHaveCount(0);
});

test("a new key cannot be left before it is copied and confirmed", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openState(page, { screen: "api-keys", state: "created" });
  const dialog = page.getByRole("dialog");
  const done = dialog.getByRole("button", { name: "Done" });
  await page.keyboard.press("Escape");
  await page.mouse.click(5, 400);
  await expect(dialog).toBeVisible();
  await dialog.getByRole("checkbox").click();
  await expect(done).toBeDisabled();
  await dialog.getByRole("button", { name: "Copy key" }).click();
  await expect(done).toBeEnabled();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^weir_live_EXAMPLE_/u);
  await done.click();
  await expect(dialog).toBeHidden();
});

test("a new activation code cannot be left before it is copied and confirmed", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openState(page, { screen: "activation", state: "created" });
  const dialog = page.getByRole("dialog");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: "Copy code" }).click();
  await dialog.getByRole("checkbox").click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^weir_act_EXAMPLE_/u);
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toBeHidden();
});

test("revoking a key asks for its name", async ({ page }) => {
  await openState(page, { screen: "api-keys", state: "revoke" });
  const revoke = page.getByRole("button", { name: "Revoke key" });
  await expect(revoke).toBeDisabled();
  await page.getByLabel("Type Production to confirm").fill("production");
  await expect(revoke).toBeDisabled();
  await page.getByLabel("Type Production to confirm").fill("Production");
  await expect(revoke).toBeEnabled();
});

test("a dialog opened from a menu gives focus back to the menu's button", async ({ page }) => {
  await openState(page, { screen: "api-keys", state: "keys" });
  const opener = page.getByRole("button", { name: "Actions for Production" });
  await opener.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Revoke" }).click();
  await expect(page.getByRole("dialog", { name: "Revoke “Production”" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(opener).toBeFocused();
});

test("Cmd-K finds a page and goes there", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await openState(page, { screen: "home", state: "active" });
  await page.keyboard.press("Control+k");
  await page.getByPlaceholder("Page, organization or action").fill("bill");
  await page.keyboard.press("Enter");
  // The gallery signs nobody in, so the door asks first; the way on is kept.
  await expect(page).toHaveURL(/(\/orgs\/acme\/billing|next=%2Forgs%2Facme%2Fbilling)$/u);
});

test("on a narrow window the navigation opens as a sheet and closes on Escape", async ({ page }) => {
  await page.setViewportSize({ width: 375, height: 800 });
  await openState(page, { screen: "home", state: "active" });
  const opener = page.getByRole("button", { name: "Open navigation" });
  await opener.click();
  await expect(page.getByRole("navigation", { name: "Portal" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(opener).toBeFocused();
});

test("the first Tab offers to skip to the content", async ({ page }) => {
  await openState(page, { screen: "home", state: "active" });
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("#main")).toBeFocused();
});

test("the estimate writes out its sum", async ({ page }) => {
  await openState(page, { screen: "pricing", state: "api" });
  const slider = page.getByRole("slider", { name: "API calls a month" });
  await slider.fill("250000");
  await expect(page.getByText("Growth $399.00 + 150,000 calls × $0.003 = $450.00 overage.")).toBeVisible();
  await expect(page.getByText("$849.00")).toBeVisible();
  await slider.fill("10000");
  await expect(page.getByText("Starter $49.00. Beyond 10,000 calls Starter stops.")).toBeVisible();
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("pricing can be read and switched", async ({ page }) => {
    await page.goto("/dev/states/pricing/api");
    await expect(page.getByRole("heading", { name: "Growth" })).toBeVisible();
    await expect(page.getByText("$399.00").first()).toBeVisible();
    await expect(page.getByRole("link", { name: /^Yearly/u })).toHaveAttribute("href", /interval=year/u);
    await expect(page.getByRole("link", { name: "Workspace" })).toHaveAttribute("href", /family=workspace/u);
    await expect(page.getByRole("link", { name: "Start 14-day trial" })).toHaveAttribute("href", /plan=STARTER/u);
  });
});
