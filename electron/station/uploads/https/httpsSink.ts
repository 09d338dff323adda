import { type IncomingMessage, Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent, request } from 'node:https';
import { because } from '../../../../core/domain/reason.ts';
import { networkTrouble } from '../networkTrouble.ts';
import type { HttpsSettings, SinkSecrets } from '../sinkSettings.ts';
import type { TlsFiles } from '../tlsFiles.ts';
import type { UploadItem } from '../uploadItem.ts';
import type { UploadSink } from '../uploadSink.ts';
import { type EndpointAnswer, judgeAnswer } from './judgeAnswer.ts';
import { signatureHeader } from './signature.ts';

const MOST_ANSWER_BYTES = 64 * 1024;

/**
 * Posts each entry to an HTTPS endpoint, one after the other. `Idempotency-Key` is the entry's hash: the same for the same entry for ever, so the endpoint
 * can tell a repetition. Signed by HMAC where there is a secret, over mutual TLS where there is a client certificate. The server's certificate is always
 * verified.
 */
export function openHttpsSink(
  settings: HttpsSettings,
  secrets: SinkSecrets,
  tls: TlsFiles,
  clock: () => Date,
): UploadSink {
  const url = new URL(settings.url);
  const secure = url.protocol === 'https:';
  const keeping = { keepAlive: true, maxSockets: 1 };
  const agent = secure
    ? new Agent({ ...keeping, ...tls, rejectUnauthorized: true, minVersion: 'TLSv1.2' })
    : new PlainAgent(keeping);

  function post({ body, message }: UploadItem): Promise<EndpointAnswer> {
    const headers = {
      'content-type': 'application/vnd.wipebench.upload.v1+json',
      'content-length': body.length,
      'idempotency-key': `"${message.entry.hash}"`,
      ...(secrets.hmacKey === undefined
        ? {}
        : { 'wipebench-signature': signatureHeader(secrets.hmacKey, clock(), body) }),
    };
    return new Promise((resolve, reject) => {
      const signal = AbortSignal.timeout(settings.timeoutSeconds * 1000);
      const sent = (secure ? request : plainRequest)(url, { method: 'POST', agent, headers, signal }, (response) => {
        readAnswer(response).then(resolve, reject);
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  return {
    async deliver(items) {
      let taken = 0;
      for (const item of items) {
        const { seq } = item.message.entry;
        let answer: EndpointAnswer;
        try {
          answer = await post(item);
        } catch (cause) {
          const trouble = networkTrouble(cause);
          if (trouble === null) throw cause;
          return {
            taken,
            outcome: 'again',
            why: because(trouble.code, { ...trouble.details, seq }),
            retryAfterMs: null,
          };
        }
        const judged = judgeAnswer(answer, seq, clock());
        if (judged.outcome !== 'taken') return { taken, ...judged };
        taken += 1;
      }
      return { taken, outcome: 'all' };
    },
    close: async () => agent.destroy(),
  };
}

/** The status counts when the whole answer came: an answer cut short may be a proxy's. */
async function readAnswer(response: IncomingMessage): Promise<EndpointAnswer> {
  let text = '';
  response.setEncoding('utf8');
  for await (const part of response) if (text.length < MOST_ANSWER_BYTES) text += part;
  return { status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] ?? null, text };
}
