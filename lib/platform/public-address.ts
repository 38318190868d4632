import ipaddr from "ipaddr.js";

/** Answers the machines of one cloud only, though it lies among the public addresses. */
const ANSWERS_INSIDE_ONLY = ["168.63.129.16"];
const GLOBAL_V6 = ipaddr.parseCIDR("2000::/3");

/**
 * Whether an address, as a resolver or a socket writes it, belongs to the public internet. Private, loopback, link-local
 * and reserved ranges do not, nor do forms of IPv6 that carry an IPv4 address past a check of its own: of those only
 * the plain mapping (::ffff:8.8.8.8) is read for what it holds. Whatever is no address is not public either.
 */
export function isPublicAddress(text: string): boolean {
  // An index of an interface makes sense on this machine's own links alone.
  if (text.includes("%") || !ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  if (address.range() !== "unicast") return false;
  if (address instanceof ipaddr.IPv6) return address.match(GLOBAL_V6);
  return !ANSWERS_INSIDE_ONLY.includes(address.toString());
}
