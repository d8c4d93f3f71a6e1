import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

name = "facebook/opt-1.3b"
device = "cuda" if torch.cuda.is_available() else "cpu"
tokenizer = AutoTokenizer.from_pretrained(name)
model = AutoModelForCausalLM.from_pretrained(name, device_map="auto", load_in_8bit=True)
model = model.to(device)
model.eval()

batch = tokenizer(["a few words", "more"], padding=True, return_tensors="pt").to(model.device)
with torch.no_grad():
    logits = model(**batch).logits
print(logits.shape)
