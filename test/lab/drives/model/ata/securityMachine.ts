/** What the Security feature set remembers without power (ACS-4, 4.18). Passwords as 64 hexadecimal digits. */
export interface SecurityState {
  readonly userHex: string | undefined;
  readonly masterHex: string;
  readonly masterId: number;
  readonly maximum: boolean;
}

/** A drive as it leaves the factory: no user password, an empty master password. */
export const FACTORY_SECURITY: SecurityState = {
  userHex: undefined,
  masterHex: '00'.repeat(32),
  masterId: 0xfffe,
  maximum: false,
};

const ATTEMPTS = 5;

/** Passwords, lock, freeze and attempt counter. Answers true for accepted and false for aborted. */
export class SecurityMachine {
  #state: SecurityState;
  #locked: boolean;
  #frozen = false;
  #attempts: number;
  #erasePrepared = false;

  constructor(state: SecurityState, countExpired: boolean) {
    this.#state = state;
    this.#locked = state.userHex !== undefined;
    this.#attempts = countExpired ? 0 : ATTEMPTS;
  }

  get state(): SecurityState {
    return this.#state;
  }

  get enabled(): boolean {
    return this.#state.userHex !== undefined;
  }

  get locked(): boolean {
    return this.#locked;
  }

  get frozen(): boolean {
    return this.#frozen;
  }

  get countExpired(): boolean {
    return this.#attempts === 0;
  }

  /** Power on: locked when a user password is set, no longer frozen, five attempts. */
  powerOn(): void {
    this.#locked = this.enabled;
    this.#frozen = false;
    this.#attempts = ATTEMPTS;
    this.#erasePrepared = false;
  }

  /** ERASE PREPARE holds only for the very next command. */
  otherCommand(): void {
    this.#erasePrepared = false;
  }

  /** SECURITY SET PASSWORD, F1h. */
  setPassword(page: Buffer): boolean {
    if (this.#frozen || this.#locked) return false;
    const password = passwordOf(page);
    if (isMaster(page)) {
      const id = page.readUInt16LE(34);
      this.#state = {
        ...this.#state,
        masterHex: password,
        masterId: id === 0 || id === 0xffff ? this.#state.masterId : id,
      };
    } else {
      this.#state = { ...this.#state, userHex: password, maximum: (page.readUInt8(1) & 1) !== 0 };
    }
    return true;
  }

  /** SECURITY UNLOCK, F2h: counts wrong passwords; the master password does not unlock at level maximum. */
  unlock(page: Buffer): boolean {
    if (this.#frozen || this.countExpired) return false;
    if (!this.#matches(page, !this.#state.maximum)) {
      if (this.#locked) this.#attempts--;
      return false;
    }
    this.#locked = false;
    return true;
  }

  /** SECURITY ERASE PREPARE, F3h. */
  prepareErase(): boolean {
    if (this.#frozen) return false;
    this.#erasePrepared = true;
    return true;
  }

  /** Whether SECURITY ERASE UNIT, F4h, may start: prepared, not frozen, count not expired, a password that matches. */
  mayErase(page: Buffer): boolean {
    const prepared = this.#erasePrepared;
    this.#erasePrepared = false;
    if (!prepared || this.#frozen || this.countExpired) return false;
    if (this.#matches(page, true)) return true;
    if (this.#locked) this.#attempts--;
    return false;
  }

  /** The erase is complete: the user password is gone. */
  erased(): void {
    this.#state = { ...this.#state, userHex: undefined, maximum: false };
    this.#locked = false;
  }

  /** SECURITY FREEZE LOCK, F5h. */
  freeze(): boolean {
    if (this.#locked) return false;
    this.#frozen = true;
    return true;
  }

  /** SECURITY DISABLE PASSWORD, F6h. */
  disable(page: Buffer): boolean {
    if (this.#frozen || this.#locked || !this.#matches(page, !this.#state.maximum)) return false;
    this.#state = { ...this.#state, userHex: undefined, maximum: false };
    return true;
  }

  #matches(page: Buffer, masterCounts: boolean): boolean {
    const password = passwordOf(page);
    if (isMaster(page)) return masterCounts && password === this.#state.masterHex;
    return password === this.#state.userHex;
  }
}

/** Words 1 to 16 of the password page, for a password given as text. */
export function passwordHex(password: string): string {
  const bytes = Buffer.alloc(32);
  bytes.write(password, 'latin1');
  return bytes.toString('hex');
}

function passwordOf(page: Buffer): string {
  return page.toString('hex', 2, 34);
}

function isMaster(page: Buffer): boolean {
  return (page.readUInt8(0) & 1) !== 0;
}
