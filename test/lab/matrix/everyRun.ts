/**
 * The rows of every test run: each technique on an honest drive, and each kind of fault on one of the families. The rest shows the same of another
 * technique or family and is left to `npm run lab`.
 */
export const EVERY_RUN: readonly string[] = [
  ...'nvstall nvblock nvcrypto nvover nvformat nvfmcrypto nvfails nvkeeps nvlast nvzeros nvignore nvpulled nvswapped nvtwospaces'.split(
    ' ',
  ),
  ...'atsecstall atblock atcrypto atover atsec atenh atsecfails atseckeeps atrange atbadsense atfrozen atlocked atbridge atreturns'.split(
    ' ',
  ),
  ...'scnever scblock sccrypto scover scformat sczerofill scstream scthree scfails scfmignore sccapzero screaderr sctwounits sctwin scbadwrite'.split(
    ' ',
  ),
];
