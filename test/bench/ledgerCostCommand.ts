/** `node test/bench/ledgerCostCommand.ts [ENTRIES...]`: what start and sealing cost at ledgers of these lengths (10000 1000000). Prints a table. */
import { measureLedgerCosts } from './ledgerCost.ts';

const sizes = process.argv.slice(2).map(Number);
const { costs, bareMs } = await measureLedgerCosts(sizes.length > 0 ? sizes : [10_000, 1_000_000]);
console.log('| entries | start ms | seal ms |\n|---|---|---|');
for (const { entries, startMs, sealMs } of costs)
  console.log(`| ${entries} | ${startMs.toFixed(1)} | ${sealMs.toFixed(2)} |`);
console.log(`a bare write with the same fsyncs: ${bareMs.toFixed(2)} ms`);
