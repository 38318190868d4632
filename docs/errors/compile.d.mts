/** The text of the module for the pages as they are now, sorted by code. */
export declare function compiledPages(): string;
