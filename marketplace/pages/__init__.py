"""How pages speak: words for states, dates and amounts as the reader writes them, components."""
