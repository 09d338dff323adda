import pg from 'pg';
import { expect, it } from 'vitest';
import { networkTrouble } from '../../../../electron/station/uploads/networkTrouble.ts';
import { insertStatement } from '../../../../electron/station/uploads/postgres/insertStatement.ts';
import { postgresTrouble } from '../../../../electron/station/uploads/postgres/postgresTrouble.ts';

const spoken = (code: string) => {
  const error = new pg.DatabaseError('the server said so', 20, 'error');
  return Object.assign(error, { code, severity: 'FATAL' });
};
const coded = (code: string) => Object.assign(new Error('no'), { code });

it.each(['57P01', '57P02', '57P03', '53300', '53100', '40001', '40P01', '08006', '25006', '55P03', 'XX000', '99999'])(
  'SQLSTATE %s may pass by itself',
  (code) => expect(postgresTrouble(spoken(code))?.outcome).toBe('again'),
);

it.each(['28P01', '28000', '3D000', '42P01', '42501', '42703', '23514', '22021'])(
  'SQLSTATE %s needs a person',
  (code) => expect(postgresTrouble(spoken(code))?.outcome).toBe('parked'),
);

it.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'])(
  '%s is the network and is tried again',
  (code) =>
    expect(postgresTrouble(coded(code))).toMatchObject({ outcome: 'again', why: { code: 'upload-not-reached' } }),
);

it.each([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])('%s is an other end that does not prove who it is', (code) =>
  expect(networkTrouble(coded(code))?.code).toBe('upload-tls-untrusted'),
);

it('a fault of this program is none of the network or the database', () => {
  expect(postgresTrouble(new TypeError('undefined is not a function'))).toBeNull();
  expect(networkTrouble('no error at all')).toBeNull();
});

it('an insert has one place for each value and never overwrites', () => {
  expect(insertStatement('t', ['a', 'b'], 2)).toBe(
    'INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4) ON CONFLICT DO NOTHING',
  );
});
