"""The HTTP API for programs on this machine: stateless, JSON in and out, described by OpenAPI. See docs/api.md."""
