export { DEPLOYMENT_CHAIN } from "./model";
export type {
  BrokenChain,
  Change,
  ChainState,
  CheckedChain,
  Entity,
  Fault,
  JournalEntry,
  JournalFilters,
  JournalKeyset,
  JournalPage,
  JournalStanding,
} from "./model";
export { record, type RecordingContext } from "./record";
export { everyEntry, getEntry, MAX_JOURNAL_PAGE, queryJournal } from "./queries";
export { journalCsvHead, journalCsvLine } from "./csv";
export { verifyChain, type Progress } from "./verify-chain";
export { journalStanding, verifyJournal, type JournalProgress } from "./verify-journal";
export { anchorHeads } from "./anchor-heads";
export { verifySeals, type SealsState } from "./seals";
export { erasePerson } from "./erase-person";
export { actorsMeant, isKindOfActor, writtenActor, type ActingParty } from "./rules/actor";
export { asTenantSees } from "./rules/shown";
