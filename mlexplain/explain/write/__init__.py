"""Steps to sentences by a language model: prompts with slots, authors, and what verifies them."""
