import argparse

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, BitsAndBytesConfig


def load(name):
    tokenizer = AutoTokenizer.from_pretrained(name)
    quantization = BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_compute_dtype=torch.bfloat16)
    model = AutoModelForCausalLM.from_pretrained(
        name, quantization_config=quantization, device_map="auto"
    )
    model.to("cuda")
    model.eval()
    return tokenizer, model


def reply(tokenizer, model, history):
    ids = tokenizer.apply_chat_template(history, add_generation_prompt=True, return_tensors="pt")
    ids = ids.to(model.device)
    out = model.generate(ids, max_new_tokens=4, do_sample=False)
    return tokenizer.decode(out[0, ids.shape[1] :], skip_special_tokens=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", default="mistralai/Mistral-7B-Instruct-v0.3")
    args = parser.parse_args()
    tokenizer, model = load(args.model)
    history = []
    for line in ["Hello there", "What is a tensor"]:
        history.append({"role": "user", "content": line})
        answer = reply(tokenizer, model, history)
        history.append({"role": "assistant", "content": answer})
        print(answer)


if __name__ == "__main__":
    main()
