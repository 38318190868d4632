import { expect, test } from "../support/browser";
import { organizationPath, sendCall, signIn, signUp } from "./people";

test("an alert fires, is told by mail, and stands in the history", async ({ page }) => {
  const { name } = await signUp(page);
  const base = organizationPath(page);
  await page.goto(`${base}/usage`);
  await sendCall(page, 80);
  await expect(page.getByLabel("Try it").getByRole("log")).toContainText("201");

  await page.goto(`${base}/alerts`);
  const history = page.getByRole("region", { name: "What has fired" });
  await expect(async () => {
    await page.reload();
    await expect(history.getByText("75%")).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(history.getByText("50%")).toBeVisible();

  await page.getByLabel("Addresses").fill("ops@acme.example");
  await page.getByRole("checkbox", { name: "50%" }).click();
  await page.getByRole("button", { name: "Save alerts" }).click();
  await expect(page.getByText("Told now: ops@acme.example.", { exact: false })).toBeVisible();
  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(page.getByText("On its way to ops@acme.example.")).toBeVisible();

  const mail = page.getByRole("link", { name: `${name} has used 75% of its API calls`, exact: true });
  await page.goto("/dev/mailbox");
  await expect(page.getByRole("link", { name: `Test: ${name} has used 50% of its API calls` })).toBeVisible();
  await mail.click();
  const letter = page.frameLocator("iframe");
  await expect(letter.getByText("80 of 100 calls")).toBeVisible();
  await page.getByRole("link", { name: "Text", exact: true }).click();
  await expect(page.getByText(/At 100% further calls are refused/)).toBeVisible();
});

test("a spend limit below what is spent is set only after its consequence was read, and stops", async ({ page }) => {
  await signIn(page, "Stark");
  const base = organizationPath(page);
  await page.goto(`${base}/alerts`);
  const limits = page.getByRole("region", { name: "Spend limit" });
  await limits.getByRole("button", { name: "Set spend limit" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill("0");
  await dialog.getByRole("button", { name: "Set limit" }).click();
  await expect(dialog).toContainText("Calls are refused from this moment");
  await dialog.getByRole("button", { name: "Set it and refuse calls now" }).click();
  await expect(dialog).toBeHidden();

  await page.goto(`${base}/usage`);
  await page
    .getByLabel("Try it")
    .getByRole("button", { name: /^Send 1 call/ })
    .click();
  const paywall = page.getByRole("dialog");
  await expect(paywall).toContainText(/spend limit/i);
  await page.keyboard.press("Escape");

  await page.goto(`${base}/alerts`);
  await limits.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove limit" }).click();
  await expect(limits.getByText(/Nothing bounds it/)).toBeVisible();
});
