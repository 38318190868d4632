import type Stripe from "stripe";
import { mergedMetadata } from "../catalog/metadata";
import { inRange, newestFirst, page, type Paging } from "../http/lists";
import type { Router } from "../http/router";
import type { CreditNote } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { issueNote, voidNote } from "./issue";
import { planNote, type CreditNoteParams } from "./notes";

type PreviewLines = Wire<Stripe.CreditNoteListPreviewLineItemsParams>;

export function creditNoteRoutes(router: Router): void {
  router.on<CreditNoteParams>("POST", "/v1/credit_notes", ({ world, params }) =>
    issueNote(world, planNote(world, params)),
  );
  router.on<CreditNoteParams>("GET", "/v1/credit_notes/preview", ({ world, params }) => planNote(world, params).note);
  router.on<PreviewLines>("GET", "/v1/credit_notes/preview/lines", ({ world, params }) => {
    const { limit, starting_after, ending_before, ...rest } = params;
    const paging: Paging = {
      ...(limit !== undefined && { limit }),
      ...(starting_after !== undefined && { starting_after }),
      ...(ending_before !== undefined && { ending_before }),
    };
    return page("/v1/credit_notes/preview/lines", planNote(world, rest).note.lines.data, paging);
  });
  router.on("GET", "/v1/credit_notes/:id", ({ world, id }) => need(world, id));
  router.on<Wire<Stripe.CreditNoteUpdateParams>>("POST", "/v1/credit_notes/:id", ({ world, id, params }) =>
    world.change(need(world, id), "credit_note.updated", (draft) => {
      draft.memo = params.memo === undefined ? draft.memo : params.memo || null;
      draft.metadata = mergedMetadata(draft.metadata ?? {}, params.metadata);
    }),
  );
  router.on("POST", "/v1/credit_notes/:id/void", ({ world, id }) => voidNote(world, need(world, id)));
  router.on<Paging>("GET", "/v1/credit_notes/:id/lines", ({ world, id, params }) =>
    page(`/v1/credit_notes/${id}/lines`, need(world, id).lines.data, params),
  );
  router.on<Wire<Stripe.CreditNoteListParams>>("GET", "/v1/credit_notes", ({ world, params }) => {
    const found = newestFirst(world.state.creditNotes).filter(
      (note) =>
        (params.customer === undefined || note.customer === params.customer) &&
        (params.invoice === undefined || note.invoice === params.invoice) &&
        inRange(note.created, params.created),
    );
    return page("/v1/credit_notes", found, params);
  });
}

const need = (world: World, id: string): CreditNote => world.need(world.state.creditNotes, "credit note", id);
