/* The one name that the handbook's scripts share. Each folder of scripts has one member and puts
   there what others may use; a folder uses the shell's and its own. Types: handbook.d.ts. */
globalThis.Handbook = /** @type {any} */ ({
  shell: {},
  lists: {},
  finder: {},
  call: {},
  guides: {},
  audit: {},
  logs: {},
  reports: {},
});
// In pages opened from a folder, the theme puts another in its place, which starts no blob.
Handbook.shell.Worker = globalThis.Worker;
