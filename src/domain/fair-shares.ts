/**
 * Whose turn it is when there are several lines: each gets admissions in proportion to its weight, as
 * evenly as whole people allow. A line where nobody is ready leaves its share to the others; it banks
 * no credit meanwhile, and pays back what it had too much.
 *
 * Kept as how far each line is ahead of its share, in admissions. With every admission all are due
 * their shares of it, and the line that gets it is one ahead. The next goes to the line that must have
 * it soonest so as not to fall a whole admission behind, but not to one that would then be more than a
 * whole admission ahead. (Earliest deadline first, with eligibility: evenly spaced work on one machine.)
 */

export interface LineWeight {
  readonly line: string;
  /** Above 0. */
  readonly weight: number;
}

/** A line, and how many of it could be admitted at this instant. */
export interface LineReady extends LineWeight {
  readonly ready: number;
}

export interface LineLead {
  readonly line: string;
  /** In admissions, below 0 for a line that is behind its share. From -1 to 1 while the same are ready. */
  readonly ahead: number;
}

/** Lines that are not listed are neither ahead nor behind. */
export type FairShares = readonly LineLead[];

export const noLeads: FairShares = [];

/**
 * The line whose head goes next, and the shares after it did; null when nobody is ready.
 * @throws RangeError when a weight is not above 0
 */
export function nextLine(
  shares: FairShares,
  lines: readonly LineReady[],
): { readonly line: string; readonly shares: FairShares } | null {
  const leads = new Map(shares.map(({ line, ahead }) => [line, ahead]));
  const leadOf = (line: string) => leads.get(line) ?? 0;
  const ready = lines.filter(isReady);
  const total = weightOf(ready);
  // Whoever goes away or comes back leaves the others ahead or behind together. Only who of them is
  // further ahead matters: they share that out, and always add up to nothing.
  const together = ready.reduce((sum, { line }) => sum + leadOf(line), 0);
  const candidates = ready.map(({ line, weight }): Candidate => {
    const share = weight / total;
    const ahead = leadOf(line) - share * (1 + together);
    return { line, ahead, deadline: (1 + ahead) / share };
  });
  const next = candidates.reduce<Candidate | null>(sooner, null);
  if (!next) return null;

  const others = lines.filter((line) => !isReady(line));
  return {
    line: next.line,
    shares: [
      ...candidates.map(({ line, ahead }) => ({
        line,
        ahead: line === next.line ? ahead + 1 : ahead,
      })),
      ...others.map(({ line, weight }) => ({
        line,
        ahead: Math.max(0, leadOf(line) - weight / total),
      })),
    ],
  };
}

/** What is due to each line: of all when everybody is ready, and of all now. 0 to 1. */
export function sharesOf(
  lines: readonly LineReady[],
): readonly { readonly line: string; readonly due: number; readonly now: number }[] {
  const all = weightOf(lines);
  const ready = weightOf(lines.filter(isReady));
  return lines.map((line) => ({
    line: line.line,
    due: line.weight / all,
    now: isReady(line) ? line.weight / ready : 0,
  }));
}

/** A line as the next admission falls due, before anybody has it. */
interface Candidate {
  readonly line: string;
  readonly ahead: number;
  /** In how many admissions the line must have had one, to stay within one of its share. */
  readonly deadline: number;
}

function sooner(best: Candidate | null, other: Candidate): Candidate {
  if (!best) return other;
  const [bestMay, otherMay] = [best.ahead < 0, other.ahead < 0];
  if (bestMay !== otherMay) return bestMay ? best : other;
  return other.deadline < best.deadline ? other : best;
}

const isReady = ({ ready }: LineReady): boolean => ready > 0;

function weightOf(lines: readonly LineWeight[]): number {
  const wrong = lines.find(({ weight }) => !(weight > 0 && weight < Number.POSITIVE_INFINITY));
  if (wrong) {
    throw new RangeError(
      `Cannot share: the weight of ${wrong.line} must be above 0, received ${wrong.weight}`,
    );
  }
  return lines.reduce((sum, { weight }) => sum + weight, 0);
}
