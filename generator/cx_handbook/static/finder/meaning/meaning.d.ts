/* What the finder's encoder says of a text. */

/** What a text means to this handbook. */
interface Meant {
  /** Entry -> how near it is, and the place of its nearest phrase in `said`; -1 where none is. */
  near: number[];
  /** Entry -> how near it is by its two nearest phrases: the order of entries follows it. */
  ranks: number[];
  places: number[];
  /** Entry -> how near its title is. */
  titles: number[];
  /** How near talk that has nothing to do with a company is. */
  stray: number;
  /** How much better the best entry fits than the least that fits anything. */
  fit: number;
  /** What finder.DangerByMeaning says; null where it was not loaded. */
  danger: DangerMeant | null;
}

interface DangerMeant {
  /** Above zero on the side of danger. */
  margin: number;
  kind: string;
  /** Whether it is danger though no word says so, if a word says so, and none though one may. */
  isHeard: boolean;
  isLikely: boolean;
  isRuledOut: boolean;
}

/** A word that is known nowhere -> the one that was meant; empty where none is near. */
type MeantWords = Record<string, string>;
