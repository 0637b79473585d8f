"""Back ends: what runs a model. `contract` is what each of them implements, yours too."""
