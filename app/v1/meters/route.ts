import { listMeters, type Meter } from "@/lib/catalog";
import { list, route } from "@/lib/http";
import { getMeters } from "./contract";

const meterOnWire = ({ slug, name, unit, unitPlural, aggregation, shownUnit, shownPer, feature }: Meter) => ({
  ...{ slug, name, unit, unitPlural, aggregation, feature },
  shown: shownUnit === null || shownPer === null ? null : { unit: shownUnit, per: shownPer },
});

export const GET = route(getMeters, async (call) => list((await listMeters(call.world)).map(meterOnWire), null));
