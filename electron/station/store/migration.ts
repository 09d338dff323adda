/** One step of the schema. It stands for ever once released; a change is a new number. */
export type Migration = { readonly number: number; readonly name: string; readonly sql: string };
