import { redirect } from "next/navigation";
import { signedInUser } from "./portal-session";

/** The front door: strangers see what is for sale, everybody else goes to their organization. */
export default async function FrontDoor(): Promise<never> {
  redirect((await signedInUser()) ? "/orgs" : "/pricing");
}
