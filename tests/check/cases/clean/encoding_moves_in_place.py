import torch
from transformers import AutoModel, AutoTokenizer

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
tokenizer = AutoTokenizer.from_pretrained("m")
model = AutoModel.from_pretrained("m").to(device)
inputs = tokenizer(["a b", "c"], padding=True, return_tensors="pt")
inputs.to(device)
with torch.no_grad():
    print(model(**inputs).last_hidden_state.mean(1).cpu().numpy().shape)
