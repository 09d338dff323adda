import type { z } from 'zod';
import { actV1, exportV1 } from './actV1.ts';
import { certificateV1 } from './certificateV1.ts';
import { certificateV2 } from './certificateV2.ts';
import { destructionV1 } from './destructionV1.ts';
import type { PayloadType } from './envelope.ts';
import { keyRotationV1 } from './keyRotationV1.ts';
import { recordV1 } from './recordV1.ts';

/** What may stand in a ledger, by payload type: its name in sentences and its shape. */
export const STATEMENTS = {
  'application/vnd.wipebench.record.v1+json': { part: 'record', schema: recordV1 },
  'application/vnd.wipebench.certificate.v1+json': { part: 'certificate', schema: certificateV1 },
  'application/vnd.wipebench.certificate.v2+json': { part: 'certificate', schema: certificateV2 },
  'application/vnd.wipebench.act.v1+json': { part: 'act', schema: actV1 },
  'application/vnd.wipebench.export.v1+json': { part: 'export', schema: exportV1 },
  'application/vnd.wipebench.key-rotation.v1+json': { part: 'key change', schema: keyRotationV1 },
  'application/vnd.wipebench.destruction.v1+json': { part: 'certificate of destruction', schema: destructionV1 },
} as const satisfies Record<PayloadType, { readonly part: string; readonly schema: z.ZodType }>;
