/* What the service worker finds in its place, and the types of what browsers have besides the
   standard. */

/** Path from the site's root -> SHA-256 in base64; website/offline.py writes the files here. */
declare const FILES_BY_PATH: Record<string, string>;

/** Header in lower case -> what it says; website/offline.py writes them here. */
declare const HEADERS_BY_NAME: Record<string, string>;

/** Ending of a file's name -> its content type; website/offline.py writes them here. */
declare const TYPES_BY_ENDING: Record<string, string>;

interface WorkerNavigator {
  /** Missing in some browsers. */
  connection?: { saveData: boolean };
}
