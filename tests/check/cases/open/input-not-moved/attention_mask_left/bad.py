import torch
from torch.utils.data import DataLoader, Dataset
from transformers import BertForSequenceClassification, BertTokenizer


class Reviews(Dataset):
    def __init__(self, texts, labels, tokenizer):
        self.encodings = tokenizer(texts, padding=True, truncation=True)
        width = max(len(r) for r in self.encodings["input_ids"])
        self.ids = [r + [0] * (width - len(r)) for r in self.encodings["input_ids"]]
        self.mask = [r + [0] * (width - len(r)) for r in self.encodings["attention_mask"]]
        self.labels = labels

    def __getitem__(self, idx):
        return {
            "input_ids": torch.tensor(self.ids[idx]),
            "attention_mask": torch.tensor(self.mask[idx]),
            "labels": torch.tensor(self.labels[idx]),
        }

    def __len__(self):
        return len(self.labels)


def main():
    tokenizer = BertTokenizer.from_pretrained("bert-base-cased")
    data = Reviews(["good and short", "not so good at all", "fine"], [1, 0, 1], tokenizer)
    device = torch.device("cuda") if torch.cuda.is_available() else torch.device("cpu")
    model = BertForSequenceClassification.from_pretrained("bert-base-cased")
    model.to(device)
    model.train()
    loader = DataLoader(data, batch_size=3, shuffle=True)
    optim = torch.optim.AdamW(model.parameters(), lr=5e-5)
    for epoch in range(2):
        for batch in loader:
            optim.zero_grad()
            input_ids = batch["input_ids"].to(device)
            attention_mask = batch["attention_mask"]
            labels = batch["labels"].to(device)
            outputs = model(input_ids, attention_mask=attention_mask, labels=labels)
            loss = outputs[0]
            loss.backward()
            optim.step()
    model.eval()


main()
