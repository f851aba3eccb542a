"""The diary: evenings, mornings, moments, how it goes, and the fair experiment."""
