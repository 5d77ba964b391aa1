/* From a ranking to an answer: what belongs together, whether it fits at all, and where else to
   look. */
(() => {
  "use strict";

  const { finder } = Handbook;

  // Tuned on labelled phrases, see benchmarks/search.py.
  const NEARLY = 0.6; // of a policy's score, for the situation that leads to it
  // Similarity to the best entry, less that to talk out of domain, weighted: the more phrases pages
  // have, the nearer is one of them to anything.
  const LEAST_SIMILARITY = { few: 0.125, many: 0.025 };
  const OUT_OF_DOMAIN_WEIGHT = 0.3;
  // First answers that are clear are right 97 times in 100, uncertain ones every second time.
  const CLEAR = { ahead: 1.5, central: 0.25 }; // times the second score; the cosine of the first
  const UNCERTAIN = { ahead: 1.1, central: 0.2 };
  const LEAST_TO_SUGGEST = 0.13; // cosine of what does not fit and may yet be what was meant
  const SHOWN = 6; // groups of results that a list shows
  const SECTION_RESULTS = 5; // results that tell which section is nearest

  // By meaning as well. Words tell pages apart the better, the more phrases a page has.
  const WORDS_WEIGHT = 1.5; // of the score by words, where pages have many phrases
  const TITLE_WEIGHT = 0.3; // of the title's nearness there
  const WORDS_FIT = 0.2; // of what fits by words
  const MARGIN = { few: 0.055, many: 0.095 }; // of what fits: the nearest of many phrases is nearer
  const [FEW, MANY] = [10, 37]; // phrases of a page
  const RESULTS = 20; // entries that are looked at any closer

  const GRAVEST = "self-harm";
  // A score that only a page's own words reach. What sounds alike ("you ought to be fired") scores
  // up to 0.51, see benchmarks/danger.py.
  const OWN_WORDS = 0.6;
  const makeResult = (entry) => ({ entry, text: "", central: 1, score: 1, total: 1 });

  /* Everything that a search needs, made of the index. Work in slices, see slices.js. */
  function* prepareParts(index) {
    const { parts, groups, synonyms, danger } = index;
    const heard = new finder.Danger(danger);
    yield* heard.prepare();
    const language = new finder.Language(parts);
    yield* language.addGroups([...groups, ...synonyms]);
    return { danger: heard, ranking: yield* finder.Ranking.make(index, language) };
  }

  /* Searches the handbook whose index is loaded. */
  finder.Search = class {
    #entries;
    #ranking;
    #danger;
    #many; // how many phrases pages have, from 0 for few to 1 for many

    constructor(index, { danger, ranking } = finder.runAtOnce(prepareParts(index))) {
      this.#danger = danger;
      this.#entries = index.entries;
      this.#ranking = ranking;
      this.#many = this.#judgeMany();
    }

    /* A search that is made in slices, while the page goes on answering. */
    static async prepare(index) {
      return new finder.Search(index, await finder.runInSlices(prepareParts(index)));
    }

    /* Told by the page that a phrase is on, so that short pages beside long ones matter little. */
    #judgeMany() {
      const lengths = this.#entries.map(({ said }) => said.length);
      const add = (sum, number) => sum + number;
      const phrases = lengths.reduce(add, 0);
      const mean = lengths.map((length) => length * length).reduce(add, 0) / (phrases || 1);
      return Math.min(Math.max((mean - FEW) / (MANY - FEW), 0), 1);
    }

    /* Entries by meaning and by words, the best first; `text` is the phrase that is nearest in
       meaning. A page that was never encoded is ranked by its words. */
    #blendResults(ranked, { ranks, titles, places }) {
      const byWords = new Map(ranked.map((result) => [result.entry, result]));
      const many = this.#many;
      return ranks
        .map((nearness, entry) => {
          const result = byWords.get(entry) || { entry, text: "", central: 0, score: 0 };
          const place = places[entry];
          const text = place < 0 ? result.text : (this.#entries[entry].said[place] ?? "");
          const besides = WORDS_WEIGHT * result.score + TITLE_WEIGHT * titles[entry];
          const total = place < 0 ? result.score : nearness + many * besides;
          return { ...result, text, total };
        })
        .sort((a, b) => b.total - a.total || a.entry - b.entry);
    }

    /* What is to be compared by meaning: see finder.Meaning. */
    suggestMeant(query) {
      return this.#ranking.suggestMeant(query);
    }

    /* A policy is not named by itself where a situation that is nearly as near leads to it. */
    #dropLedTo(results) {
      const leading = new Map(); // policy -> the score of the best situation that has it
      results.forEach(({ entry, total }) => {
        (this.#entries[entry].do || []).forEach((policy) => {
          leading.set(policy, Math.max(leading.get(policy) || 0, total));
        });
      });
      return results.filter(({ entry, total }) => !(leading.get(entry) >= NEARLY * total));
    }

    /* The section that the best entries belong to, each by its score; null where none has one. */
    #findSection(results) {
      const sums = new Map();
      results.forEach(({ entry, total }) => {
        const { section, do: policies = [] } = this.#entries[entry];
        const place = section ?? this.#entries[policies[0]]?.section ?? null;
        sums.set(place, (sums.get(place) || 0) + total);
      });
      const [first] = [...sums].filter(([place]) => place !== null).sort((a, b) => b[1] - a[1]);
      return first ? first[0] : null;
    }

    /* One or two words that are known lead somewhere in any case. */
    #isRefused(query, ranked, meaning) {
      const best = Math.max(0, ...ranked.map(({ central }) => central));
      if ((best > 0 && this.#ranking.isShort(query)) || (best === 0 && !meaning)) {
        return best === 0;
      }
      const stray = this.#ranking.computeOutOfDomainSimilarity(query);
      const least = LEAST_SIMILARITY.few + LEAST_SIMILARITY.many * this.#many;
      const fit = best - OUT_OF_DOMAIN_WEIGHT * stray - least;
      const margin = MARGIN.few + MARGIN.many * this.#many;
      return (meaning ? meaning.fit + WORDS_FIT * fit - margin : fit) < 0;
    }

    /* How far the first answer can be relied on. Where an urgent page is among what the list shows,
       nobody should go past it unseen, so nothing is clear. */
    #judgeFirst(results) {
      const [first, second] = results;
      if (!first) {
        return { isClear: false, isUncertain: false };
      }
      const reaches = ({ ahead, central }) =>
        first.central >= central && first.score >= ahead * (second?.score ?? 0);
      const showsUrgent = results.slice(0, SHOWN).some(({ entry }) => this.#entries[entry].urgent);
      return { isClear: reaches(CLEAR) && !showsUrgent, isUncertain: !reaches(UNCERTAIN) };
    }

    /* Entries of urgent pages in their order: what answers the danger that is surest, if meaning
       says so, a danger to one's own life, then what the ranking puts first. */
    #compareUrgent({ kinds, surest }, ranked) {
      const isSurest = (entry) => Number(this.#entries[entry].danger.includes(surest));
      const placeOf = (entry) => {
        const place = ranked.findIndex((result) => result.entry === entry);
        const isGravest = kinds.includes(GRAVEST) && this.#entries[entry].danger.includes(GRAVEST);
        return isGravest ? -1 : place < 0 ? ranked.length : place;
      };
      return (a, b) => isSurest(b) - isSurest(a) || placeOf(a) - placeOf(b) || a - b;
    }

    /* The pages for the danger that a query speaks of. */
    #findUrgent(heard, ranked) {
      const answers = ({ danger = [] }) => danger.some((kind) => heard.kinds.includes(kind));
      return this.#entries
        .flatMap((entry, number) => (answers(entry) ? number : []))
        .sort(this.#compareUrgent(heard, ranked))
        .map((entry) => ranked.find((result) => result.entry === entry) || makeResult(entry));
    }

    /* A page for danger goes first where danger was heard or its own words were typed, and nothing
       that only sounds alike. What does finds it second, behind the best of the others. */
    #putUnheardSecond(ranked, soundsAlike) {
      const isForDanger = ({ entry }) => (this.#entries[entry].danger || []).length > 0;
      const [first] = ranked;
      const other = ranked.find((result) => !isForDanger(result));
      const hasOwnWords = first?.score >= OWN_WORDS && !soundsAlike;
      if (!this.#danger.knowsWords || !other || !isForDanger(first) || hasOwnWords) {
        return ranked;
      }
      return [other, ...ranked.filter((result) => result !== other)];
    }

    /* The results, best first; whether nothing fits, and which section is nearest then, if one is
       near enough to help. Danger goes before everything else and is never refused. `meaning` is what
       finder.Meaning says of the query, once it is known; `totals` are what the entries come to. */
    findEntries(query, meaning = null) {
      const byWords = this.#ranking.rankEntries(query).map((r) => ({ ...r, total: r.score }));
      const blended = meaning ? this.#blendResults(byWords, meaning) : byWords;
      const ranked = this.#dropLedTo(blended.slice(0, RESULTS));
      const heard = this.#danger.hearDanger(query, meaning?.danger);
      const urgent = this.#findUrgent(heard, ranked);
      const section = this.#findSection(ranked.slice(0, SECTION_RESULTS));
      const others = ranked.filter(({ entry }) => !urgent.some((found) => found.entry === entry));
      const refused = !urgent.length && this.#isRefused(query, meaning ? byWords : ranked, meaning);
      const isNear = ranked.some(({ central }) => central >= LEAST_TO_SUGGEST);
      const unheard = this.#putUnheardSecond(ranked, heard.soundsAlike);
      const judged = this.#judgeFirst(urgent.length ? [] : unheard);
      const results = urgent.length ? [...urgent, ...others] : unheard;
      const totals = Object.fromEntries(blended.map(({ entry, total }) => [entry, total]));
      return { results, refused, section, isNear, totals, ...judged };
    }

    /* Whether a query is worth asking by meaning: see finder.Ranking. */
    isSentence(query) {
      return this.#ranking.isSentence(query);
    }

    markText(query, text) {
      return this.#ranking.markText(query, text);
    }
  };
})();
