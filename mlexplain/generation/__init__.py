"""The generation core: prefill, decode, cache, sampling, beam search, constraints, loading."""
