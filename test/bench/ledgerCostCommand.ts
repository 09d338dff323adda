/** `node test/bench/ledgerCostCommand.ts [ENTRIES...]`: what start and sealing cost at ledgers of these lengths (10000 1000000). Prints a table. */
import { measureLedgerCost } from './ledgerCost.ts';

const sizes = process.argv.slice(2).map(Number);
console.log('| entries | start ms | seal ms | bare write with the same fsyncs ms |\n|---|---|---|---|');
for (const size of sizes.length > 0 ? sizes : [10_000, 1_000_000]) {
  const { entries, startMs, sealMs, bareMs } = await measureLedgerCost(size);
  console.log(`| ${entries} | ${startMs.toFixed(1)} | ${sealMs.toFixed(2)} | ${bareMs.toFixed(2)} |`);
}
