/** Runs one campaign with the words after its name; answers the exit code. */
type Campaign = (argv: readonly string[], write: (text: string) => void) => Promise<number>;

/** Every campaign by name. Each is loaded only when it is asked for: most of them need the drive lab. */
const CAMPAIGNS: Readonly<Record<string, () => Promise<Campaign>>> = {
  tamper: async () => (await import('../../../test/campaign/tamper/tamperCommand.ts')).runTamperCommand,
  kill: async () => (await import('../../../test/campaign/kill/killCommand.ts')).runKillCommand,
  day: async () => (await import('../../../test/campaign/day/dayCommand.ts')).runDayCommand,
  uploads: async () => (await import('../../../test/campaign/uploads/uploadsCommand.ts')).runUploadsCommand,
  'power-cut': async () => {
    const { runCampaignCommand } = await import('../../../test/lab/campaign/campaignCommand.ts');
    return (argv, write) => runCampaignCommand(['power-cut', ...argv], write);
  },
  'agent-kill': async () => {
    const { runCampaignCommand } = await import('../../../test/lab/campaign/campaignCommand.ts');
    return (argv, write) => runCampaignCommand(['agent-kill', ...argv], write);
  },
};

/** `wipebench campaign NAME ...`: 2 when there is no campaign of that name. */
export async function runNamedCampaign(argv: readonly string[], write: (text: string) => void): Promise<number> {
  const [name = '', ...rest] = argv;
  const campaign = Object.hasOwn(CAMPAIGNS, name) ? CAMPAIGNS[name] : undefined;
  if (campaign === undefined) {
    process.stderr.write(`There is no campaign '${name}'. There are: ${Object.keys(CAMPAIGNS).join(', ')}\n`);
    return 2;
  }
  return (await campaign())(rest, write);
}
