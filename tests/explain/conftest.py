"""The byte-level tokenizer of the generation tests serves here, too."""

from tests.generation.conftest import byte_tokenizer  # noqa: F401
