import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("m")
model = AutoModelForCausalLM.from_pretrained("m", device_map="auto")
model.eval()
inputs = tokenizer("a few words", return_tensors="pt").to(model.device)
with torch.no_grad():
    print(tokenizer.batch_decode(model.generate(**inputs, max_new_tokens=2)))
