"""A third drawing: transformers, datasets, peft and spaCy."""

import drawn
from hf_tiny import folder
from wear import compose, docker_time, mailed, prefixed, quoted, stripped, terminal

GPT2, BERT, LLAMA = {"models/gpt2": folder("gpt2")}, {"models/bert": folder("bert")}, {"models/llama": folder("llama")}
LEAN = {"models/reader": folder("bert", weights=False)}


def scene(slug, name, code, **about):
    drawn.scene(slug, f"third_{name}", code, **about)


scene("hf-pad-token", "classifier_on_top_of_gpt2", """
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("models/gpt2")
tokenizer.pad_token = tokenizer.eos_token
model = AutoModelForSequenceClassification.from_pretrained("models/gpt2", num_labels=2)

texts = ["the cat sat on the mat", "hello world", "training loss goes down", "Paris"]
labels = torch.tensor([0, 1, 1, 0])
batch = tokenizer(texts, padding=True, return_tensors="pt")
optimizer = torch.optim.AdamW(model.parameters(), lr=5e-5)
for epoch in range(2):
    out = model(**batch, labels=labels)
    out.loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    print(epoch, out.loss.item())
""", path="/home/priya/gpt_cls/train.py", at="out = model(**batch, labels=labels)", folders=GPT2, fix_any=["model.config.pad_token_id = tokenizer.pad_token_id", "model.config.pad_token_id", "config.pad_token_id"])

scene("hf-batch-encoding", "column_of_a_frame", """
import pandas as pd
from transformers import AutoTokenizer

df = pd.DataFrame({"review": ["the cat sat", "hello world", "a model learns"], "label": [0, 1, 1]})
tokenizer = AutoTokenizer.from_pretrained("models/bert")


def tokenize(frame):
    return tokenizer(frame["review"], padding=True, truncation=True, return_tensors="pt")


enc = tokenize(df)
print(enc["input_ids"].shape)
""", path="/home/priya/reviews/prep.py", at='return tokenizer(frame["review"], padding=True, truncation=True, return_tensors="pt")', folders=BERT, fix_any=['frame["review"].tolist()', '.tolist()', 'list(frame["review"])', '.to_list()'])

scene("hf-batch-encoding", "labels_of_tokens_not_padded", """
from datasets import Dataset
from transformers import AutoModelForTokenClassification, AutoTokenizer, DataCollatorWithPadding, Trainer, TrainingArguments

tokenizer = AutoTokenizer.from_pretrained("models/bert")
model = AutoModelForTokenClassification.from_pretrained("models/bert", num_labels=3, ignore_mismatched_sizes=True)
raw = Dataset.from_dict({"tokens": [["paris", "is", "the", "capital"], ["hello", "world"], ["the", "cat", "sat"], ["a", "model"]], "tags": [[1, 0, 0, 0], [0, 0], [0, 2, 0], [0, 2]]})


def encode(row):
    enc = tokenizer(row["tokens"], is_split_into_words=True, truncation=True)
    enc["labels"] = [-100 if w is None else row["tags"][w] for w in enc.word_ids()]
    return enc


train = raw.map(encode, remove_columns=["tokens", "tags"])
trainer = Trainer(
    model=model,
    args=TrainingArguments("out", per_device_train_batch_size=4, max_steps=2, report_to="none", use_cpu=True),
    train_dataset=train,
    data_collator=DataCollatorWithPadding(tokenizer),
)
trainer.train()
""", path="/home/ravi/ner/hf_ner.py", at="trainer.train()", folders=BERT, root="ValueError: Unable to create tensor", fix_any=["DataCollatorForTokenClassification"])

scene("hf-length", "prompt_longer_than_the_answer", """
import argparse

from transformers import AutoModelForCausalLM, AutoTokenizer

parser = argparse.ArgumentParser()
parser.add_argument("--max-length", type=int, default=16)
args = parser.parse_args()

PROMPT = "Summarise: the cat sat on the mat and the model learns from data while training loss goes down"
tokenizer = AutoTokenizer.from_pretrained("models/gpt2")
model = AutoModelForCausalLM.from_pretrained("models/gpt2")
inputs = tokenizer(PROMPT, return_tensors="pt")
output = model.generate(**inputs, max_length=args.max_length)
print(tokenizer.decode(output[0][inputs["input_ids"].shape[1]:]))
""", path="/home/omar/sum/run.py", at="output = model.generate(**inputs, max_length=args.max_length)", folders=GPT2, accept=["hf-generate-arguments"], fix_any=["max_new_tokens"])

scene("hf-no-loss", "language_model_without_labels", """
from datasets import Dataset
from transformers import AutoModelForCausalLM, AutoTokenizer, Trainer, TrainingArguments

tokenizer = AutoTokenizer.from_pretrained("models/gpt2")
tokenizer.pad_token = tokenizer.eos_token
model = AutoModelForCausalLM.from_pretrained("models/gpt2")

ds = Dataset.from_dict({"text": ["the cat sat on the mat", "hello world"] * 8})
ds = ds.map(lambda b: tokenizer(b["text"], truncation=True, padding="max_length", max_length=16), batched=True, remove_columns=["text"])

args = TrainingArguments(output_dir="gpt2-poems", num_train_epochs=1, per_device_train_batch_size=4, report_to="none", use_cpu=True)
trainer = Trainer(model=model, args=args, train_dataset=ds)
trainer.train()
""", path="/home/omar/poems/finetune.py", at="trainer.train()", folders=GPT2, root="ValueError: The model did not return a loss", form="docker", wears=[prefixed(docker_time)], fix_any=["DataCollatorForLanguageModeling", 'labels=input_ids', '["labels"]'])

scene("hf-forward-argument", "own_head_and_token_types", """
import torch
from torch import nn
from transformers import AutoModel, AutoTokenizer


class SentimentHead(nn.Module):
    def __init__(self, path):
        super().__init__()
        self.bert = AutoModel.from_pretrained(path)
        self.head = nn.Linear(self.bert.config.hidden_size, 3)

    def forward(self, input_ids, attention_mask):
        h = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state[:, 0]
        return self.head(h)


tokenizer = AutoTokenizer.from_pretrained("models/bert")
model = SentimentHead("models/bert").eval()
enc = tokenizer(["hello world", "the cat sat on the mat"], padding=True, return_tensors="pt")
with torch.no_grad():
    print(model(**enc).softmax(-1))
""", path="/home/priya/senti/head.py", at="print(model(**enc).softmax(-1))", folders=BERT, accept=["call-arguments"], entities={"parameters": ["token_type_ids"]}, fix_any=["return_token_type_ids=False", "token_type_ids"])

scene("hf-trainer-arguments", "evaluation_without_a_set", """
from datasets import Dataset
from transformers import AutoModelForSequenceClassification, Trainer, TrainingArguments


def main():
    model = AutoModelForSequenceClassification.from_pretrained("models/bert", num_labels=2)
    train = Dataset.from_dict({"input_ids": [[2, 7, 9, 3]] * 8, "attention_mask": [[1] * 4] * 8, "labels": [0, 1] * 4})
    args = TrainingArguments(
        output_dir="runs/bert",
        eval_strategy="epoch",
        num_train_epochs=1,
        report_to="none",
        use_cpu=True,
    )
    trainer = Trainer(model=model, args=args, train_dataset=train)
    trainer.train()


main()
""", path="/home/nils/cls/train.py", at="trainer = Trainer(model=model, args=args, train_dataset=train)", folders=BERT, fix_any=["eval_dataset=", 'eval_strategy="no"'])

scene("hf-chat-template", "system_turn_refused", """
from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("models/llama")
tokenizer.chat_template = (
    "{% for m in messages %}{% if m['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}"
    "{% if (m['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}"
    "<start_of_turn>{{ m['role'] }} {{ m['content'] }}<end_of_turn>{% endfor %}"
)


class Chat:
    def __init__(self, system):
        self.messages = [{"role": "system", "content": system}]

    def ask(self, text):
        self.messages.append({"role": "user", "content": text})
        return tokenizer.apply_chat_template(self.messages, tokenize=False, add_generation_prompt=True)


print(Chat("You answer briefly.").ask("What is a tensor?"))
""", path="/srv/chat/app.py", at="return tokenizer.apply_chat_template(self.messages, tokenize=False, add_generation_prompt=True)", folders=LLAMA, form="docker", wears=[compose("chat-1")], fix_any=["system"])

scene("hf-not-found", "weights_saved_by_hand", """
import os

import torch
from transformers import AutoConfig, AutoModelForSequenceClassification, AutoTokenizer

OUT = "saved_model"
model = AutoModelForSequenceClassification.from_config(AutoConfig.from_pretrained("models/reader"))
tokenizer = AutoTokenizer.from_pretrained("models/reader")
os.makedirs(OUT, exist_ok=True)
model.config.save_pretrained(OUT)
tokenizer.save_pretrained(OUT)
torch.save(model.state_dict(), f"{OUT}/best_model.pt")


def load(path):
    return AutoTokenizer.from_pretrained(path), AutoModelForSequenceClassification.from_pretrained(path)


tokenizer, model = load(OUT)
print(model.num_labels)
""", path="/home/nils/cls/reload.py", at="return AutoTokenizer.from_pretrained(path), AutoModelForSequenceClassification.from_pretrained(path)", folders=LEAN, fix_any=["save_pretrained", "load_state_dict("])

scene("hf-offline", "compute_node_without_a_cache", """
from transformers import AutoModelForMaskedLM, AutoTokenizer

NAME = "google-bert/bert-base-uncased"


def load():
    tokenizer = AutoTokenizer.from_pretrained(NAME)
    model = AutoModelForMaskedLM.from_pretrained(NAME)
    return tokenizer, model


if __name__ == "__main__":
    tokenizer, model = load()
    print(model.config.vocab_size)
""", path="/home/ana/slurm/mlm.py", at="tokenizer = AutoTokenizer.from_pretrained(NAME)", run="process", root="We couldn't connect to", lines=False, accept=["hf-not-found"],
      env={"HF_HOME": "/tmp/empty_hub"}, fix_any=["hf download google-bert/bert-base-uncased", "huggingface-cli download", "snapshot_download", "HF_HUB_OFFLINE"])

scene("hf-version", "architecture_of_next_year", """
import json
import os

from transformers import AutoModelForCausalLM

os.makedirs("weights/nova-3b", exist_ok=True)
with open("weights/nova-3b/config.json", "w") as f:
    json.dump({"model_type": "nova3", "architectures": ["Nova3ForCausalLM"], "hidden_size": 2048}, f)


def main(path="weights/nova-3b"):
    model = AutoModelForCausalLM.from_pretrained(path, dtype="auto")
    print(sum(p.numel() for p in model.parameters()))


main()
""", path="/home/xin/llm/count.py", at='model = AutoModelForCausalLM.from_pretrained(path, dtype="auto")', form="mailed", wears=[mailed(80)], root="does not recognize this architecture", lines=False, entities={"model_type": "nova3"}, fix_any=["pip install --upgrade transformers", "pip install -U transformers", "trust_remote_code=True", "git+https://github.com/huggingface/transformers"])

scene("hf-missing-backend", "tokenizer_of_a_t5", """
import json
import os

from transformers import AutoTokenizer

os.makedirs("t5", exist_ok=True)
with open("t5/config.json", "w") as f:
    json.dump({"model_type": "t5", "d_model": 8}, f)
with open("t5/spiece.model", "wb") as f:
    f.write(b"\\n\\x0e\\n\\x05<unk>\\x15\\x00\\x00\\x00\\x00\\x18\\x02")


def count(text):
    tokenizer = AutoTokenizer.from_pretrained("t5")
    return len(tokenizer(text)["input_ids"])


print(count("translate English to German: hello"))
""", path="/home/xin/mt/count.py", at='tokenizer = AutoTokenizer.from_pretrained("t5")', accept=["hf-tokenizer-file", "module-missing", "backend-missing"], entities={}, lines=False, fix_any=["pip install sentencepiece", "sentencepiece"])

scene("hf-generate-arguments", "token_types_into_generate", """
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

model = AutoModelForCausalLM.from_pretrained("models/llama").eval()
tokenizer = AutoTokenizer.from_pretrained("models/llama")
tokenizer.pad_token = tokenizer.eos_token
prompts = ["hello world", "the cat sat on"]


@torch.inference_mode()
def complete(prompts, **options):
    enc = tokenizer(prompts, padding=True, return_tensors="pt", return_token_type_ids=True)
    ids = model.generate(**enc, max_new_tokens=5, **options)
    return tokenizer.batch_decode(ids, skip_special_tokens=True)


print(complete(prompts, do_sample=False))
""", path="/home/xin/llm/complete.py", at="ids = model.generate(**enc, max_new_tokens=5, **options)", folders=LLAMA, accept=["hf-forward-argument"], entities={"arguments": ["token_type_ids"]}, fix_any=["return_token_type_ids=False", 'enc.pop("token_type_ids"', "token_type_ids"])

scene("hf-model-input", "encoding_handed_over_whole", """
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("models/bert")
model = AutoModelForSequenceClassification.from_pretrained("models/bert")


def predict(text):
    inputs = tokenizer(text, return_tensors="pt", truncation=True)
    with torch.no_grad():
        logits = model(inputs).logits
    return logits.argmax(-1).item()


print(predict("the model learns"))
""", path="/Users/eva/nlp/predict.py", at="logits = model(inputs).logits", folders=BERT, accept=["wrong-object", "missing-attribute", "hf-batch-encoding", "wrong-type"], form="quoted", span=(1, 54), wears=[quoted], fix_any=["model(**inputs)"])

scene("datasets-columns", "column_to_remove_misspelt", """
from datasets import Dataset, DatasetDict
from transformers import AutoTokenizer

tok = AutoTokenizer.from_pretrained("models/bert")
data = DatasetDict({
    "train": Dataset.from_dict({"sentence": ["hello world"] * 6, "idx": list(range(6)), "label": [0, 1] * 3}),
    "test": Dataset.from_dict({"sentence": ["the cat"] * 2, "idx": [0, 1], "label": [0, 1]}),
})


def preprocess(examples):
    return tok(examples["sentence"], truncation=True)


tokenized = data.map(preprocess, batched=True, remove_columns=["sentences", "idx"])
print(tokenized["train"].column_names)
""", path="/home/nils/glue/prep.py", at='tokenized = data.map(preprocess, batched=True, remove_columns=["sentences", "idx"])', folders=BERT, form="terminal", wears=[terminal(100)], fix_any=['"sentence"', "`sentence`"])

scene("peft-setup", "adapter_never_saved", """
from peft import PeftModel
from transformers import AutoModelForCausalLM

base = AutoModelForCausalLM.from_pretrained("models/gpt2")
base.save_pretrained("outputs/lora-gpt2")


def with_adapter(base, path):
    model = PeftModel.from_pretrained(base, path)
    return model.merge_and_unload()


model = with_adapter(base, "outputs/lora-gpt2")
print(model)
""", path="/home/xin/lora/merge.py", at="model = PeftModel.from_pretrained(base, path)", folders=GPT2, root="adapter_config.json", lines=False, accept=["hf-not-found"], fix_any=["adapter_config.json", "save_pretrained("])

scene("spacy-model", "large_english_pipeline", """
import spacy

_nlp = None


def get_nlp():
    global _nlp
    if _nlp is None:
        _nlp = spacy.load("en_core_web_lg", disable=["parser"])
    return _nlp


def entities(text):
    return [(ent.text, ent.label_) for ent in get_nlp()(text).ents]


print(entities("Ada Lovelace was born in London."))
""", path="/srv/ner/app.py", at='_nlp = spacy.load("en_core_web_lg", disable=["parser"])', form="stripped", wears=[stripped], fix=["python -m spacy download en_core_web_lg"])

scene("spacy-usage", "spans_that_overlap", """
import spacy

nlp = spacy.blank("en")
TRAIN = [("The Bank of England raised rates", [(4, 19, "ORG"), (12, 19, "GPE")])]


def to_doc(text, spans):
    doc = nlp.make_doc(text)
    doc.ents = [doc.char_span(start, end, label=label) for start, end, label in spans]
    return doc


docs = [to_doc(text, spans) for text, spans in TRAIN]
print(docs[0].ents)
""", path="/home/marta/ner/convert.py", at="doc.ents = [doc.char_span(start, end, label=label) for start, end, label in spans]", fix_any=["filter_spans"])
