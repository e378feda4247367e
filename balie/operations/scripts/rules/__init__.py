"""Scripts, pure: the document, its graph, what is wrong with it, and a run as the fold of what happened."""
