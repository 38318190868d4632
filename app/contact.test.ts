import { describe, expect, it } from "vitest";
import { environmentSchema } from "@/lib/platform/env";
import { contactHref } from "./contact";

const setting = (value: string) => environmentSchema.shape.WEIR_CONTACT.safeParse(value).success;

describe("whom a customer reaches", () => {
  it("is written to with the subject, or found on the page that was set", () => {
    expect(contactHref({ WEIR_CONTACT: "help@weir.example" }, "Scale plan & more")).toBe(
      "mailto:help@weir.example?subject=Scale%20plan%20%26%20more",
    );
    expect(contactHref({ WEIR_CONTACT: "https://weir.example/help?from=weir" }, "Scale plan")).toBe(
      "https://weir.example/help?from=weir",
    );
  });

  it("is nobody where nothing was set", () => {
    expect(contactHref({ WEIR_CONTACT: undefined }, "Scale plan")).toBeNull();
  });

  it("is an address that a browser may be led to, and nothing else", () => {
    for (const good of ["help@weir.example", "https://weir.example/help", "https://weir.example:8443/?a=b#c"])
      expect(setting(good), good).toBe(true);
    for (const bad of [
      ...["help", "help@", "@weir.example", "mailto:help@weir.example", "help@weir.example?cc=a@b.example", "a@b c@d"],
      ...["http://weir.example", "https://", "https:weir.example", "//weir.example", "weir.example/help"],
      ...["https://help:secret@weir.example", "https://help@weir.example", "javascript:alert(1)", "data:text/html,x"],
    ])
      expect(setting(bad), bad).toBe(false);
  });
});
