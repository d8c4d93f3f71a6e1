import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, BitsAndBytesConfig


def load(name, four_bit=True):
    config = BitsAndBytesConfig(load_in_4bit=True) if four_bit else None
    model = AutoModelForCausalLM.from_pretrained(name, quantization_config=config, device_map="auto")
    return model, AutoTokenizer.from_pretrained(name)


model, tokenizer = load("gpt2")
model = model.to("cuda" if torch.cuda.is_available() else "cpu")  # mended: model = model.eval()
inputs = tokenizer("one two", return_tensors="pt").to(model.device)
print(model(**inputs).logits.shape)
