import type { Command } from "commander";
import { listTags, tagOrganization, tagsOf, untagOrganization } from "@/lib/tenancy";
import { inSession } from "../session";

const tagWords = (tags: readonly string[]): string => (tags.length === 0 ? "no tags" : tags.join(", "));

/** `weir org tag …`, `weir org untag …`, `weir org tags` */
export function addTagVerbs(org: Command): void {
  org
    .command("tag <organization> <tag>")
    .description("give a tenant a tag that staff find it by; its people do not see it")
    .action(
      inSession("operator:write", async (session, [reference = "", tag = ""]) => {
        const { id, name } = await session.organization(reference);
        await session.aboutTo(`tag ${name} with ${tag}`);
        const tags = await tagOrganization(session.as(), id, tag);
        session.print.done({ id, tags }, `${name}: ${tagWords(tags)}`);
      }),
    );
  org
    .command("untag <organization> <tag>")
    .description("take a tag away")
    .action(
      inSession("operator:write", async (session, [reference = "", tag = ""]) => {
        const { id, name } = await session.organization(reference);
        await session.aboutTo(`take the tag ${tag} from ${name}`);
        const tags = await untagOrganization(session.as(), id, tag);
        session.print.done({ id, tags }, `${name}: ${tagWords(tags)}`);
      }),
    );
  org
    .command("tags [organization]")
    .description("the tags of a tenant, or every tag that is in use")
    .action(
      inSession("operator:read", async (session, [reference]) => {
        const tags =
          reference === undefined
            ? await listTags(session.world)
            : await tagsOf(session.world, (await session.organization(reference)).id);
        session.print.list(
          tags.map((tag) => ({ tag })),
          [["tag", (row) => row.tag]],
          "There are no tags.",
        );
      }),
    );
}
