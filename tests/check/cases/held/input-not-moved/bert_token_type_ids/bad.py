import torch
from torch.utils.data import DataLoader
from transformers import AutoModelForSequenceClassification, AutoTokenizer

CHECKPOINT = "bert-base-uncased"
device = torch.device("cuda") if torch.cuda.is_available() else torch.device("cpu")

tokenizer = AutoTokenizer.from_pretrained(CHECKPOINT)
model = AutoModelForSequenceClassification.from_pretrained(CHECKPOINT, num_labels=2)
model.to(device)

texts = ["a fine film", "dull and long", "worth every minute", "not for me"]
labels = [1, 0, 1, 0]


def collate(rows):
    encoded = tokenizer([t for t, _ in rows], padding=True, truncation=True, return_tensors="pt")
    encoded["labels"] = torch.tensor([y for _, y in rows])
    return encoded


loader = DataLoader(list(zip(texts, labels)), batch_size=2, shuffle=True, collate_fn=collate)
optimizer = torch.optim.AdamW(model.parameters(), lr=5e-5)

model.train()
for epoch in range(2):
    for batch in loader:
        input_ids = batch["input_ids"].to(device)
        attention_mask = batch["attention_mask"].to(device)
        y = batch["labels"]
        outputs = model(input_ids, attention_mask=attention_mask, labels=y)
        optimizer.zero_grad()
        outputs.loss.backward()
        optimizer.step()

model.eval()
with torch.no_grad():
    query = tokenizer("slow but lovely", return_tensors="pt").to(device)
    print(model(**query).logits.argmax(-1).item())
