"""What every address of the API has in common: tokens, problems, repeated writes, paging, the schema."""
