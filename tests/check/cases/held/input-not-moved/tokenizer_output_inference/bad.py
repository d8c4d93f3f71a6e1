"""Embeds sentences with a mean over token states."""
import torch
from transformers import AutoModel, AutoTokenizer

model_id = "sentence-transformers/all-MiniLM-L6-v2"
tokenizer = AutoTokenizer.from_pretrained(model_id)
model = AutoModel.from_pretrained(model_id).cuda().eval()


def mean_pool(states, mask):
    mask = mask.unsqueeze(-1).to(states.dtype)
    return (states * mask).sum(1) / mask.sum(1).clamp(min=1e-9)


@torch.no_grad()
def nearest(query, documents):
    encoded = tokenizer(documents, padding=True, return_tensors="pt").to("cuda")
    bank = mean_pool(model(**encoded).last_hidden_state, encoded["attention_mask"])
    states = model(**tokenizer(query, return_tensors="pt")).last_hidden_state
    scores = torch.nn.functional.cosine_similarity(states.mean(1), bank)
    return documents[scores.argmax().item()]


documents = [
    "The scheduler runs every night.",
    "Bread needs time to rise.",
    "A tensor lives on one device.",
]
if __name__ == "__main__":
    for query in ["where is my tensor", "how to bake"]:
        print(query, "->", nearest(query, documents))
