/**
 * The program that the agent runs without rights to draw what it signs (`native/agent/tools/drawPage.ts`), built by set-up into one file. Reads the certificate
 * file from descriptor 4 and the fonts, whose names are its arguments, from descriptor 5 on; writes the PDF to standard output. Opens nothing.
 */
import { readFileSync } from 'node:fs';
import { loadCertificateFonts } from './certificateFonts.ts';
import { renderCertificatePdf } from './renderCertificatePdf.ts';

const CERTIFICATE = 4;
const FIRST_FONT = 5;

const names = process.argv.slice(2);
const fonts = loadCertificateFonts((file) => {
  const place = names.indexOf(file);
  if (place === -1) throw new Error(`the font ${file} was not given`);
  return readFileSync(FIRST_FONT + place);
});
process.stdout.write(await renderCertificatePdf(readFileSync(CERTIFICATE), fonts));
