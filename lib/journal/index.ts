export { DEPLOYMENT_CHAIN } from "./model";
export type { Change, ChainState, Entity, JournalEntry, JournalFilters, JournalKeyset, JournalPage } from "./model";
export { record, type RecordingContext } from "./record";
export { MAX_JOURNAL_PAGE, queryJournal } from "./queries";
export { verifyChain } from "./verify-chain";
export { writtenActor, type ActingParty } from "./rules/actor";
