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
  connection?: { saveData: boolean; type?: string };
}

interface ServiceWorkerGlobalScope {
  /** Set by service_worker_part.js. */
  OptionalPart: new (given: {
    paths: string[];
    scope: string;
    ours: string;
    record: string;
    fetchAndStore(
      cache: Cache,
      path: string,
      readBytes: (response: Response) => Promise<ArrayBuffer>,
    ): Promise<void>;
  }) => {
    /** Whether a file of a new version is fetched at once. */
    chooseFetched(older: Cache[]): Promise<(path: string) => boolean>;
    /** Whether a file is stored once a page has fetched it. */
    isStored(path: string): Promise<boolean>;
    describe(cache: Cache): Promise<{ optional?: { isKept: boolean } }>;
    keep(name: string, port: MessagePort): Promise<void>;
    remove(port: MessagePort): Promise<void>;
  };
}
