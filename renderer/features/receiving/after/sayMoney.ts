import type { Money } from '../../../../core/reconciliation/disposition.ts';
import { amountText } from '../../../../core/reconciliation/money.ts';

/** An amount as people of a language write it; null stays null: unknown is not zero. */
export function sayMoney(money: Money | null, language: string): string | null {
  if (money === null) return null;
  const text = amountText(money);
  const places = text.includes('.') ? text.length - text.indexOf('.') - 1 : 0;
  const number = new Intl.NumberFormat(language, { minimumFractionDigits: places, maximumFractionDigits: places });
  return `${number.format(Number(text))} ${money.currency}`;
}
