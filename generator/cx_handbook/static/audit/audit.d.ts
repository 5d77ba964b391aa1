/* The types of what the scripts of the self-audit share. */

interface Audit {
  [member: string]: any;
}
