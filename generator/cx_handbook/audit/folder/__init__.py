"""The folder `audits/` as a whole: adding, exporting, tidying."""
