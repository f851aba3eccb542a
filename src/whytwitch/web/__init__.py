"""The pages: one package per domain word, thin views, presenters between model and template."""
