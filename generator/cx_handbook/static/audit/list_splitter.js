/* Cut the text of a JSON list into the texts of its members while the file is still being read: so an
   export may be of any size. Whether a member is a record is checked afterwards, one by one. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const SIGNS = /["[\]{},]/g; // what shapes a list, outside of texts
  const ENDS = /["\\]/g; // what ends a text, or takes the meaning from the next sign
  const SPACE = /^\s*$/;

  /* Feed it a file's text piece by piece. A text that is no list is a single member. */
  class ListSplitter {
    /** @param {number} mostCharacters of one member */
    constructor(mostCharacters) {
      this.mostCharacters = mostCharacters;
      this.isList = null; // not known before the first sign
      this.depth = 0;
      this.isText = false;
      this.isHidden = false; // the next character follows a backslash
      this.hasEnded = false; // the closing bracket was seen
      this.hasRest = false; // something stands behind it
      this.count = 0;
      this.isClosed = false; // the last member was closed
      this.pieces = [];
      this.length = 0;
    }

    /* Returns the texts of the members that end within this piece. Throws a RangeError for a member
       that is too long. */
    feed(piece) {
      const found = [];
      let from = this.isList === null ? this.findStart(piece) : 0;
      let place = from + (this.isHidden ? 1 : 0);
      this.isHidden = false;
      for (let sign = this.findSign(piece, place); sign; sign = this.findSign(piece, place)) {
        place = sign.index + 1;
        if (sign[0] === "\\") {
          this.isHidden = place === piece.length;
          place += 1;
        } else if (this.readSign(sign[0])) {
          this.keepPiece(piece.slice(from, sign.index));
          this.closeMember(found);
          from = place;
        }
      }
      this.keepPiece(piece.slice(from));
      return found;
    }

    /* Where the members begin: behind the bracket of a list, or at once. */
    findStart(piece) {
      const first = piece.search(/[^\s\ufeff]/);
      if (first < 0) {
        return piece.length;
      }
      this.isList = piece[first] === "[";
      return this.isList ? first + 1 : first;
    }

    findSign(piece, place) {
      const signs = this.isText ? ENDS : SIGNS;
      signs.lastIndex = place;
      return this.hasEnded ? null : signs.exec(piece);
    }

    /* Follows a sign into or out of texts and brackets. Returns whether a member of the list ends. */
    readSign(sign) {
      if (sign === '"') {
        this.isText = !this.isText;
      } else if (sign === "[" || sign === "{") {
        this.depth += 1;
      } else if (this.isList && this.depth === 0) {
        this.hasEnded = sign !== ",";
        return true;
      } else if (sign !== ",") {
        this.depth -= 1;
      }
      return false;
    }

    keepPiece(piece) {
      if (this.isClosed) {
        this.hasRest = this.hasRest || !SPACE.test(piece);
        return;
      }
      this.length += piece.length;
      if (this.length > this.mostCharacters) {
        throw new RangeError("a member of the list is too long");
      }
      if (piece) {
        this.pieces.push(piece);
      }
    }

    closeMember(found) {
      const text = this.pieces.join("");
      // An empty list has no member; behind a comma there must be one.
      if (this.count || !this.hasEnded || !SPACE.test(text)) {
        found.push(text);
        this.count += 1;
      }
      this.pieces = [];
      this.length = 0;
      this.isClosed = this.hasEnded;
    }

    /* At the end of the file: the text of what was no list, and whether the file is whole. */
    finish() {
      if (this.isList) {
        return { text: "", isWhole: this.hasEnded && !this.hasRest };
      }
      return { text: this.pieces.join(""), isWhole: true };
    }
  }

  audit.listSplitter = { ListSplitter };
})();
