import packageFile from '../../../package.json' with { type: 'json' };

/** What this agent calls itself in records and greetings. */
export const AGENT_BUILD = `wipebench ${packageFile.version}`;
