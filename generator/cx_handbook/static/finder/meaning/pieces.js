/* Cuts a text into the word pieces of the sentence encoder, as the original tokenizer does:
   lower case, no accents, and of each word the longest known piece first. */
(() => {
  "use strict";

  const { finder } = Handbook;
  const LONGEST_WORD = 100; // characters; a longer one is unknown
  const FURTHER = "##"; // begins a piece that goes on with a word
  const ENDINGS = ["s", "es", "d", "ed", "r", "er", "ers", "ing", "ings", "ly", "ness", "ful", "y"];
  const STEM = 4; // letters of what has an ending
  const WHOLE = /^[a-z]{3,}$/; // a piece that is a word

  const UNSEEN = /[\0\ufffd]|(?![\t\n\r])\p{C}/gu;
  const HAN =
    /[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b820}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/gu;
  const WORD_OR_SIGN = /[!-/:-@[-`{-~\p{P}]|[^\s!-/:-@[-`{-~\p{P}]+/gu;

  /* The words and punctuation marks of a text. */
  function splitText(text) {
    return (
      text
        .replace(UNSEEN, "")
        .replace(HAN, " $& ")
        .normalize("NFD")
        .replace(/\p{Mn}/gu, "")
        .toLowerCase()
        .match(WORD_OR_SIGN) || []
    );
  }

  finder.Pieces = class {
    #numbers; // piece -> its number

    /* `pieces` has them all, in the order of their numbers, with spaces between. */
    constructor(pieces) {
      this.#numbers = new Map(pieces.split(" ").map((piece, number) => [piece, number]));
    }

    /* Whether a word is a piece of its own, or one with an ending: *helper* is no slip of *helped*. */
    knowsWord(word) {
      const hasEnding = (ending) =>
        word.endsWith(ending) &&
        word.length >= STEM + ending.length &&
        this.#numbers.has(word.slice(0, -ending.length));
      return this.#numbers.has(word) || ENDINGS.some(hasEnding);
    }

    #cutWord(word) {
      const unknown = [this.#numbers.get("[UNK]")];
      const letters = Array.from(word);
      // Looked at first: to cut a word takes time by the square of its length.
      if (letters.length > LONGEST_WORD) {
        return unknown;
      }
      const found = [];
      for (let begin = 0; begin < letters.length;) {
        let end = letters.length;
        let number;
        while (end > begin && number === undefined) {
          const piece = letters.slice(begin, end).join("");
          number = this.#numbers.get(begin ? FURTHER + piece : piece);
          end -= 1;
        }
        if (number === undefined) {
          return unknown;
        }
        found.push(number);
        begin = end + 1;
      }
      return found;
    }

    /* What may have been meant by a word that is no piece: one of those that are whole words. They are
       in the order of how often they are used. */
    makeSpelling() {
      const words = [...this.#numbers.keys()].filter((piece) => WHOLE.test(piece));
      return new finder.Spelling(words, (word) => -this.#numbers.get(word));
    }

    /* The numbers of a text's pieces, at most so many, between those that begin and end a text. */
    cutText(text, most) {
      const inner = splitText(text).flatMap((word) => this.#cutWord(word));
      const [begin, end] = ["[CLS]", "[SEP]"].map((piece) => this.#numbers.get(piece));
      return [begin, ...inner.slice(0, most - 2), end];
    }
  };
})();
