/* Check data against a JSON Schema: the few keywords that the schema of an audit record uses.

   A keyword that is not in the tables below stops the script at start, so that no rule is passed
   over in silence. In three things the check is stricter than the standard, as the record model is
   from which the schema is made: a text is measured without the white space around it, a date lies
   in the calendar of the years we take, and an object holds nothing but the members that are named. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { limits } = audit.definitions;
  const { trimText } = audit.recordFormat;
  const MOST_SHOWN = 40; // characters of a name that somebody else made up
  const ISO_DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
  const YEARS = [limits.firstDay, limits.lastDay].map((day) => day.slice(0, 4)).join(" to ");
  const NO_SUCH_DAY = `this day is not in the calendar from ${YEARS}`;

  /* Data that cannot be taken; the message says where and why, in a sentence. */
  class Refusal extends Error {}

  function refuse(where, sentence) {
    throw new Refusal(where ? `${where}: ${sentence}` : sentence);
  }

  function isObject(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
  }

  /* An unpaired surrogate is no character: a text that holds one cannot be written to a file. */
  function isText(value) {
    return typeof value === "string" && !/\p{Surrogate}/u.test(value);
  }

  function isDay(text) {
    const time = Date.parse(`${text}T00:00:00Z`); // 30 February becomes a day in March
    const exists = !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
    return exists && text >= limits.firstDay && text <= limits.lastDay;
  }

  /* Characters as Python counts them: a pair of surrogates is one. */
  function countCharacters(text) {
    return Array.from(trimText(text)).length;
  }

  const IS_TYPE = {
    array: Array.isArray,
    integer: Number.isInteger,
    object: isObject,
    string: isText,
  };

  /* What to say of a value that has another type, or a number out of range. */
  const WRONG_TYPE = {
    array: ({ maxItems }) => `this is not a list of at most ${maxItems}`,
    integer: ({ minimum, maximum }) => `this is not a whole number from ${minimum} to ${maximum}`,
    object: () => "this is not a set of named fields",
    string: ({ format }) => (format ? "this is not a date such as 2026-11-30" : "this is not text"),
  };

  /* Whether a value is right by one keyword, and what to say when it is not. The type comes first,
     and a text is measured before a pattern is looked for in it. */
  /** @type {Record<string, [(value: any, limit: any) => boolean, (schema: any, value?: any) => string]>} */
  const TESTS = {
    type: [(value, type) => IS_TYPE[type](value), (schema) => WRONG_TYPE[schema.type](schema)],
    const: [(value, only) => value === only, () => "this is not one of the choices"],
    enum: [(value, choices) => choices.includes(value), () => "this is not one of the choices"],
    minimum: [(value, least) => value >= least, WRONG_TYPE.integer],
    maximum: [(value, most) => value <= most, WRONG_TYPE.integer],
    minLength: [
      (value, least) => countCharacters(value) >= least,
      () => "this is empty; leave the field out",
    ],
    maxLength: [
      (value, most) => value.length <= most || countCharacters(value) <= most,
      ({ maxLength }) => `this is longer than ${maxLength} characters`,
    ],
    pattern: [
      (value, pattern) => new RegExp(pattern, "u").test(value),
      () => "this does not have the right form",
    ],
    format: [
      (value) => ISO_DAY.test(value) && isDay(value),
      (schema, value) => (ISO_DAY.test(value) ? NO_SUCH_DAY : WRONG_TYPE.string(schema)),
    ],
    maxItems: [(value, most) => value.length <= most, WRONG_TYPE.array],
  };
  const CONTENTS = [
    "$ref",
    "additionalProperties",
    "anyOf",
    "items",
    "patternProperties",
    "properties",
    "required",
  ];
  const ANNOTATIONS = ["$defs", "$schema", "default", "description", "title"];

  /* Throws unless every keyword of a schema is known, and used in the one way that is checked. */
  function checkSchema(schema) {
    const rules = Object.keys(schema).filter((keyword) => !ANNOTATIONS.includes(keyword));
    const { $ref, additionalProperties, anyOf, format, items, type } = schema;
    const isUsual = [
      rules.every((keyword) => Object.hasOwn(TESTS, keyword) || CONTENTS.includes(keyword)),
      !$ref || rules.length === 1,
      !anyOf || (rules.length === 1 && anyOf.length === 2 && anyOf[1].type === "null"),
      !type || Object.hasOwn(IS_TYPE, type),
      [undefined, "date"].includes(format),
      [undefined, false].includes(additionalProperties),
    ];
    if (isUsual.includes(false)) {
      throw new Error(`this part of a schema cannot be checked: ${JSON.stringify(schema)}`);
    }
    const groups = [schema.$defs, schema.properties, schema.patternProperties];
    const parts = groups.flatMap((group) => Object.values(group || {}));
    [...parts, ...(items ? [items] : []), ...(anyOf ? [anyOf[0]] : [])].forEach(checkSchema);
  }

  /* Checks data against one schema. `sentences` say what a field should have been, by the field's
     name; `names` say what the names within it should be. */
  class SchemaChecker {
    constructor(schema, sentences, names) {
      checkSchema(schema);
      this.schema = schema;
      this.sentences = sentences;
      this.names = names;
    }

    /* Throws a Refusal for data that do not follow the schema. */
    checkData(value) {
      this.checkValue(value, this.schema, "");
    }

    checkValue(value, schema, where) {
      if (schema.$ref) {
        this.checkValue(value, this.schema.$defs[schema.$ref.split("/").pop()], where);
      } else if (schema.anyOf) {
        if (value !== null) {
          this.checkValue(value, schema.anyOf[0], where);
        }
      } else {
        this.checkKeywords(value, schema, where);
        this.checkContents(value, schema, where);
      }
    }

    checkKeywords(value, schema, where) {
      Object.entries(TESTS).forEach(([keyword, [isRight, describe]]) => {
        if (Object.hasOwn(schema, keyword) && !isRight(value, schema[keyword])) {
          const field = where.split(".").pop();
          const own = Object.hasOwn(this.sentences, field) ? this.sentences[field] : "";
          refuse(where, own || describe(schema, value));
        }
      });
    }

    checkContents(value, schema, where) {
      if (schema.items) {
        value.forEach((one, place) => this.checkValue(one, schema.items, `${where}.${place}`));
      }
      if (schema.type === "object") {
        // A member that is missing is checked too: it is nothing where something should be.
        const names = new Set([...Object.keys(value), ...(schema.required || [])]);
        names.forEach((name) => {
          const member = this.findMember(name, schema, where);
          this.checkValue(value[name], member, where ? `${where}.${name}` : name);
        });
      }
    }

    /* The schema of a member; a name that the schema does not know is refused. */
    findMember(name, schema, where) {
      if (Object.hasOwn(schema.properties || {}, name)) {
        return schema.properties[name];
      }
      const patterns = Object.entries(schema.patternProperties || {});
      const known = patterns.find(([pattern]) => new RegExp(pattern, "u").test(name));
      if (!known) {
        refuse(where, this.names[where] || `‘${name.slice(0, MOST_SHOWN)}’ is not a field of it`);
      }
      return known[1];
    }
  }

  audit.schemaCheck = { Refusal, SchemaChecker, isObject, refuse };
})();
