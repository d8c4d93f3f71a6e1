import torch

VOCAB = {w: i for i, w in enumerate("<unk> red green blue big small round flat".split())}


def encode(text, length=4):
    """The ids of the first words, padded with 0."""
    ids = [VOCAB.get(w, 0) for w in text.lower().split()][:length]
    ids += [0] * (length - len(ids))
    return torch.tensor(ids, dtype=torch.long)


def encode_batch(texts):
    return torch.stack([encode(t) for t in texts])
