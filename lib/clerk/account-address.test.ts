import { expect, it } from "vitest";
import { clerkHost } from "@/lib/auth/clerk-host";
import { accountAddress } from "./account-address";

const key = (host: string) => `pk_test_${btoa(`${host}$`)}`;

it.each([
  ["clerk.example.com", "https://accounts.example.com/user"],
  ["calm-otter-12.clerk.accounts.dev", "https://calm-otter-12.accounts.dev/user"],
  ["auth.example.com", null],
])("%s has its accounts at %s", (host, address) => {
  expect(clerkHost(key(host))).toBe(host);
  expect(accountAddress(key(host))).toBe(address);
});

it.each(["", "pk_test_", "pk_live_!!", "sk_test_abc", key("a b; script-src *"), key("localhost"), "pk_test_A"])(
  "%j names no host",
  (text) => expect([clerkHost(text), accountAddress(text)]).toEqual([null, null]),
);
