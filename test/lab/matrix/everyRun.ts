/**
 * The rows of every run of the lab's scenarios (vitest project `lab`): each technique of a drive's own on an honest drive, and each kind of fault on one of the families. The rest shows the
 * same of another technique or family and is left to `npm run lab`.
 */
export const EVERY_RUN: readonly string[] = [
  // Those that take longest begin first.
  ...['scnever', 'atsecstall', 'nvpulled', 'atreturns', 'nvswapped'],
  ...['nvblock', 'nvcrypto', 'nvover', 'nvformat', 'nvfmcrypto'],
  ...['atblock', 'atcrypto', 'atover', 'atsec', 'atenh'],
  ...['scblock', 'sccrypto', 'scover', 'scformat', 'sczerofill'],
  ...['nvfails', 'atseckeeps', 'nvlast', 'nvzeros', 'nvignore', 'atbadsense', 'sccapzero', 'screaderr'],
  ...['nvtwospaces', 'atfrozen', 'atlocked', 'atbridge', 'athidden', 'athidstuck', 'sctwounits', 'sctwin'],
  // Last: the stand-in for sedutil-cli that they bring is asked about every drive that comes after.
  ...['oprevert', 'oplocked', 'opwrong', 'opkeeps'],
];
