import { pino } from 'pino';

/** The agent's log: one JSON line each on stderr. PINs, badges and tokens are never handed to it; the redaction is a second lock. */
export type AgentLog = {
  info(code: string, facts?: Readonly<Record<string, unknown>>): void;
  warn(code: string, facts?: Readonly<Record<string, unknown>>): void;
  error(code: string, facts?: Readonly<Record<string, unknown>>): void;
};

export function createAgentLog(): AgentLog {
  const log = pino(
    {
      name: 'wipebench-agent',
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: ['pin', 'badge', 'session', 'token', '*.pin', '*.badge', '*.session', '*.token'],
    },
    pino.destination({ dest: 2, sync: true }),
  );
  return {
    info: (code, facts = {}) => log.info(facts, code),
    warn: (code, facts = {}) => log.warn(facts, code),
    error: (code, facts = {}) => log.error(facts, code),
  };
}
