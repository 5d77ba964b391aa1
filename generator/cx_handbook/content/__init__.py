"""What authors write: from YAML files to one frozen handbook, or to every problem with its place.

A module imports only from those above it, or to its left:

    yaml_scalars, yaml_syntax, yaml_file, yaml_reader, parsed_files
    language/            patterns of wording, one file a language
    model/               records: markers, policy, kinds, checklist, ..., handbook
    text, placeholders, file_layout, issued_forms, pick_checks, coverage, readability
    references, citations, validation_messages
    house_rules/         rule, the rules by subject, registry
    loader
"""
