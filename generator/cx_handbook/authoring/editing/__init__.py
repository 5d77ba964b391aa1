"""Change files that an author wrote: single values, whole sets of files, all of it or nothing."""
