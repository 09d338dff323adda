import { takeLock } from '../../../native/agent/drives/virtual/lockFile.ts';

/** A process of its own that tries to take `count` locks, prints which it got, and keeps them until its input ends. */
const [directory = '', count = '0'] = process.argv.slice(2);
const taken: number[] = [];
for (let number = 0; number < Number(count); number += 1) {
  if (takeLock(`${directory}/${number}.lock`) !== null) taken.push(number);
}
console.log(JSON.stringify(taken));
process.stdin.resume();
