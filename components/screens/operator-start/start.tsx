import { CircleAlert, CircleCheck, CircleDashed, Clock, LoaderCircle, TriangleAlert } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import Link from "next/link";
import { formatDateTime } from "@/components/format";
import { Badge, type Tone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardHead } from "@/components/ui/card";
import { FailurePage } from "@/components/ui/failure";
import { PageBody, PageHead } from "@/components/ui/page";
import { Cell, CellSub, ColumnHead, RowHead, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { DriftTable } from "./drift-table";
import type { JobRow, PartStanding, ReadyStart, StartModel } from "./model";

const ZONE = "UTC";
type Look = { word: string; tone: Tone; icon: LucideIcon };

const partLooks: Readonly<Record<PartStanding["state"], Look>> = {
  ok: { word: "Well", tone: "success", icon: CircleCheck },
  warning: { word: "Look at it", tone: "warning", icon: TriangleAlert },
  failed: { word: "Not well", tone: "danger", icon: CircleAlert },
};
const jobLooks: Readonly<Record<JobRow["state"], Look>> = {
  ok: { word: "Done", tone: "success", icon: CircleCheck },
  running: { word: "Running", tone: "info", icon: LoaderCircle },
  failed: { word: "Failed", tone: "danger", icon: CircleAlert },
  waiting: { word: "Not yet", tone: "neutral", icon: CircleDashed },
};

/** Where an operator begins: is everything well, and where to go. */
export function StartScreen({ model }: { model: StartModel }) {
  if (model.kind === "ready") return <Ready model={model} />;
  return (
    <FailurePage
      heading="Start"
      title="The standing could not be read"
      requestId={model.requestId}
      retryHref={model.retryHref}
    >
      Most likely the database is away. Calls are refused with 503 until it is back, and nothing is lost.
    </FailurePage>
  );
}

function Ready({ model }: { model: ReadyStart }) {
  const ill = model.parts.filter((part) => part.state !== "ok").length;
  return (
    <PageBody>
      <PageHead
        title="Start"
        description={`${ill === 0 ? "Everything is well" : ill === 1 ? "One part wants attention" : `${ill} parts want attention`}. As of ${formatDateTime(model.asOf, ZONE)} UTC.`}
        actions={
          <Button asChild>
            <Link href="/admin/organizations">Organizations</Link>
          </Button>
        }
      />
      <Card flush aria-label="Parts">
        <CardHead flush title="Parts" description="What this deployment stands on" />
        <ul className="border-t">
          {model.parts.map((part) => (
            <PartLine key={part.name} part={part} />
          ))}
        </ul>
      </Card>
      <Card flush aria-label="Drift">
        <CardHead
          flush
          title="Drift"
          description="Counters that differed from the log. Each was written down, then rebuilt"
        />
        <DriftTable rows={model.drifts} withOrganization />
      </Card>
      <JobsCard jobs={model.jobs} />
    </PageBody>
  );
}

function PartLine({ part }: { part: PartStanding }) {
  const { word, tone, icon } = partLooks[part.state];
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b px-4 py-3 last:border-b-0 sm:px-6">
      <span className="w-32 font-medium">{part.name}</span>
      <span className="min-w-0 flex-1 basis-48">
        {part.found}
        {part.fix ? <span className="block text-xs text-muted-foreground">{part.fix}</span> : null}
      </span>
      <Badge tone={tone} icon={icon}>
        {word}
      </Badge>
    </li>
  );
}

function JobsCard({ jobs }: { jobs: readonly JobRow[] }) {
  const failed = jobs.filter((job) => job.state === "failed").length;
  return (
    <Card flush aria-label="Jobs">
      <CardHead
        flush
        title="Jobs"
        description={failed === 0 ? "What runs by itself; none has failed" : "A failed job is tried again by itself"}
        aside={
          failed > 0 ? (
            <Badge tone="danger" icon={CircleAlert}>
              {failed} failed
            </Badge>
          ) : null
        }
      />
      <Table className="border-t">
        <TableHead>
          <tr>
            <ColumnHead>Job</ColumnHead>
            <ColumnHead className="max-md:hidden">Last line</ColumnHead>
            <ColumnHead className="max-sm:hidden">Last run</ColumnHead>
            <ColumnHead>State</ColumnHead>
          </tr>
        </TableHead>
        <TableBody>
          {jobs.map((job) => (
            <JobLine key={job.job} job={job} />
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}

function JobLine({ job }: { job: JobRow }) {
  const { word, tone, icon } = jobLooks[job.state];
  return (
    <TableRow>
      <RowHead>
        <code className="break-words">{job.job}</code>
        <CellSub>{job.what}</CellSub>
        {job.line ? <CellSub className="md:hidden">{job.line}</CellSub> : null}
      </RowHead>
      <Cell className="break-words text-muted-foreground max-md:hidden">{job.line ?? "–"}</Cell>
      <Cell className="whitespace-nowrap text-muted-foreground num max-sm:hidden">
        {job.lastRunAt ? formatDateTime(job.lastRunAt, ZONE) : <Clock aria-label="Never" className="size-4" />}
      </Cell>
      <Cell>
        <Badge tone={tone} icon={icon}>
          {word}
        </Badge>
      </Cell>
    </TableRow>
  );
}
