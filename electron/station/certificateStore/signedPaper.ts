import { createHash } from 'node:crypto';
import type { AgentContract } from '../../../core/contract/agent.ts';
import type { CallInput, CallOutput } from '../../../core/contract/rpc.ts';
import { type Answer, refuse } from '../../../core/domain/refusal.ts';
import { fromBase64 } from '../../../core/record/bytes.ts';
import { differenceFromDrawing } from '../../../core/record/comparePdf.ts';
import { signatureContainer } from '../../../core/record/pdfSignature.ts';
import { filledPdf, signatureHole, signedPart } from '../../../core/record/signedPdf.ts';
import type { DrawCertificate, MakePdf } from './certificateFiles.ts';

type SignPaper = (
  input: CallInput<AgentContract, 'certificates.signPaper'>,
) => Promise<CallOutput<AgentContract, 'certificates.signPaper'>>;

/** Stamps SHA-256 of a signature; `null` where no time-stamp server is set. */
export type StampTime = (signature: Uint8Array) => Promise<Answer<Uint8Array | null>>;

/**
 * Has drawings signed by the agent, which draws the page itself and signs that; ours must be the same. `standing` is the PDF that was made before: one that
 * is the same drawing keeps its signature, and with it its time-stamp. Without a time-stamp the signature is a pure function of the drawing and the station's key, so the file is the same even if it was lost.
 */
export function pdfMaker(draw: DrawCertificate, sign: SignPaper, stamp: StampTime): MakePdf {
  return async (certificateId, fileBytes, standing) => {
    const drawn = await draw(fileBytes);
    const hole = signatureHole(drawn);
    if (hole === null) return { outcome: 'done', value: drawn };
    if (standing !== null && !isBlank(standing, hole.start) && differenceFromDrawing(standing, drawn) === null) {
      return { outcome: 'done', value: standing };
    }
    const page = createHash('sha256').update(signedPart(drawn, hole)).digest();
    const signed = await sign({ certificateId });
    if (signed.outcome === 'refused') return signed;
    if (signed.value.pageSha256 !== page.toString('hex')) {
      return { outcome: 'refused', refusals: [refuse('paper-drawn-otherwise', { certificateId })] };
    }
    const signature = fromBase64(signed.value.signatureBase64);
    const signer = fromBase64(signed.value.signerBase64);
    const stamped = await stamp(signature);
    if (stamped.outcome === 'refused') return stamped;
    const signerSha256 = createHash('sha256').update(signer).digest();
    const container = signatureContainer({ signer, signature, timeStamp: stamped.value }, page, signerSha256);
    return { outcome: 'done', value: filledPdf(drawn, hole, container) };
  };
}

/** Whether the hole is still empty: a container begins with `30`. */
function isBlank(pdf: Uint8Array, holeStart: number): boolean {
  return pdf[holeStart + 1] !== 0x33;
}
