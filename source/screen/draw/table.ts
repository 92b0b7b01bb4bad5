import loaded from '#ink-table';

type TableClass = typeof loaded;

/** ink-table's Table. What a bundler takes for the default of a CommonJS module is all that the module exports. */
export const Table: TableClass = 'default' in loaded ? (loaded.default as TableClass) : loaded;
