/**
 * The rows of every run of the lab's scenarios (vitest project `lab`): each kind of fault on one of the families, and one honest drive of each. The power-cut scenarios bring each technique
 * to its honest success; the rest of the rows shows the same of another technique or family and is left to `npm run lab`.
 */
export const EVERY_RUN: readonly string[] = [
  // Those that take longest begin first.
  ...['scnever', 'atsecstall', 'nvpulled', 'atreturns', 'nvswapped'],
  ...['nvblock', 'atsec', 'scover'],
  ...['nvfails', 'atseckeeps', 'nvlast', 'nvzeros', 'nvignore', 'atbadsense', 'sccapzero', 'screaderr'],
  ...['nvtwospaces', 'atfrozen', 'atlocked', 'atbridge', 'athidden', 'athidstuck', 'sctwounits', 'sctwin'],
];
