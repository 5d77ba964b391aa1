/* What the finder searches with, see search.js. */

/** Work that may be left for a while wherever it yields. */
type Slices<T> = Generator<undefined, T, unknown>;

interface Language {
  groupCount: number;
  addGroups(groups: string[][]): Slices<void>;
  words: Set<string>;
  findStem(word: string): string;
  lookUpStem(stem: string): StemNode;
  isStopWord(word: string): boolean;
}

interface FeatureTable {
  stems: Map<string, number>;
  weights: number[];
  readWord(word: string): ReadWord;
  forEachFeature(words: ReadWord[], use: (feature: number) => void): void;
}

interface Centroids {
  values: Float64Array;
  highestValue: number;
  computeCosines(vector: Vector): Float64Array;
  decodePhrases(entry: number): ReadWord[][];
}

interface Spelling {
  suggestWords(word: string): string[];
  completeWord(start: string): string[];
}

interface Ranking {
  isSentence(query: string): boolean;
  rankEntries(query: string): FinderResult[];
  isShort(query: string): boolean;
  suggestMeant(query: string): MeantWords;
  computeOutOfDomainSimilarity(query: string): number;
  markText(query: string, text: string): MarkedPiece[];
}

interface Search {
  isSentence(query: string): boolean;
  findEntries(query: string, meaning?: Meant | null): FinderAnswer;
  suggestMeant(query: string): MeantWords;
  markText(query: string, text: string): MarkedPiece[];
}
