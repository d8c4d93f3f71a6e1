"""A fourth drawing: transformers, datasets, peft, accelerate and spaCy."""

import drawn
from hf_tiny import folder
from wear import docker_time, fenced, last, mailed, prefixed, terminal

GPT2 = {"models/gpt2": folder("gpt2")}
BERT = {"models/bert-mini": folder("bert")}
LLAMA = {"models/llama": folder("llama")}


def scene(slug, name, code, **about):
    drawn.scene(slug, f"fourth_{name}", code, **about)


scene("hf-pad-token", "all_rows_to_one_length", """
from datasets import Dataset
from transformers import AutoModelForCausalLM, AutoTokenizer, Trainer, TrainingArguments

BASE = "models/llama"
tokenizer = AutoTokenizer.from_pretrained(BASE)
model = AutoModelForCausalLM.from_pretrained(BASE)

rows = [{"instruction": "Name a city", "output": "Paris"}, {"instruction": "Greet me", "output": "hello world"}]


def preprocess(batch):
    text = [f"### Instruction: {i}\\n### Response: {o}" for i, o in zip(batch["instruction"], batch["output"])]
    enc = tokenizer(text, truncation=True, max_length=64, padding="max_length")
    enc["labels"] = [ids[:] for ids in enc["input_ids"]]
    return enc


train = Dataset.from_list(rows).map(preprocess, batched=True, remove_columns=["instruction", "output"])
args = TrainingArguments(output_dir="out", max_steps=2, report_to=[], use_cpu=True)
Trainer(model=model, args=args, train_dataset=train).train()
""", path="/workspace/sft/train.py", folders=LLAMA, at='enc = tokenizer(text, truncation=True, max_length=64, padding="max_length")', form="docker", wears=[prefixed(docker_time)],
      fix_any=["tokenizer.pad_token = tokenizer.eos_token", "tokenizer.pad_token = "])

scene("hf-batch-encoding", "texts_left_for_the_collator", """
from datasets import Dataset
from torch.utils.data import DataLoader
from transformers import AutoModelForSequenceClassification, AutoTokenizer, DataCollatorWithPadding

tok = AutoTokenizer.from_pretrained("models/bert-mini")
model = AutoModelForSequenceClassification.from_pretrained("models/bert-mini", num_labels=2)

raw = Dataset.from_dict({"text": ["the cat sat on the mat", "hello world", "a model learns"], "label": [0, 1, 1]})
tokenized = raw.map(lambda ex: tok(ex["text"], truncation=True), batched=True)

loader = DataLoader(tokenized, batch_size=3, shuffle=True, collate_fn=DataCollatorWithPadding(tok))
for batch in loader:
    loss = model(**batch).loss
    loss.backward()
    print(loss.item())
""", path="/home/ayse/imdb/finetune.py", folders=BERT, at="for batch in loader:", root="Unable to create tensor", entities={"columns": ["text"]}, accept=["datasets-columns"],
      fix_any=['remove_columns(["text"])', 'remove_columns=["text"]', 'remove_columns("text")', "set_format("])

scene("hf-length", "review_longer_than_the_pipeline_takes", """
from transformers import AutoModelForSequenceClassification, AutoTokenizer, pipeline

tok = AutoTokenizer.from_pretrained("models/bert-mini")
model = AutoModelForSequenceClassification.from_pretrained("models/bert-mini")
classify = pipeline("text-classification", model=model, tokenizer=tok)

reviews = [
    "the cat sat on the mat",
    "hello world, this is a longer sentence " * 8,
]

for review in reviews:
    result = classify(review)[0]
    print(result["label"], round(result["score"], 3))
""", path="/home/matteo/reviews/score.py", folders=BERT, at="result = classify(review)[0]", accept=["shape-broadcast", "index-out-of-range"], form="wrapped", wears=[mailed(78)], root="RuntimeError",
      fix_any=["classify(review, truncation=True"])

scene("hf-no-loss", "bare_model_in_the_trainer", """
from datasets import Dataset
from transformers import AutoModel, AutoTokenizer, DataCollatorWithPadding, Trainer, TrainingArguments

tok = AutoTokenizer.from_pretrained("models/bert-mini")
model = AutoModel.from_pretrained("models/bert-mini")
ds = Dataset.from_dict({"text": ["good film", "bad film"] * 4, "label": [1, 0] * 4})
ds = ds.map(lambda b: tok(b["text"], truncation=True), batched=True)

args = TrainingArguments(output_dir="/tmp/out", num_train_epochs=1, per_device_train_batch_size=4, report_to="none", use_cpu=True, disable_tqdm=True)
trainer = Trainer(model=model, args=args, train_dataset=ds, data_collator=DataCollatorWithPadding(tok))
trainer.train()
""", path="/home/nils/clf/run_trainer.py", folders=BERT, at="trainer.train()", fix_any=["AutoModelForSequenceClassification"])

scene("hf-no-loss", "column_called_label_notebook", "", cells=["""
import torch
from datasets import Dataset
from torch.utils.data import DataLoader
from transformers import AutoModelForSequenceClassification, AutoTokenizer
""", """
tok = AutoTokenizer.from_pretrained("models/bert-mini")
model = AutoModelForSequenceClassification.from_pretrained("models/bert-mini", num_labels=2)
ds = Dataset.from_dict({"text": ["good film", "bad film"] * 8, "label": [1, 0] * 8})
ds = ds.map(lambda b: tok(b["text"], truncation=True, padding="max_length", max_length=16), batched=True)
ds = ds.remove_columns("text").with_format("torch")
loader = DataLoader(ds, batch_size=8)
""", """
optimizer = torch.optim.AdamW(model.parameters(), lr=5e-5)
model.train()
for batch in loader:
    outputs = model(**batch)
    outputs.loss.backward()
    optimizer.step()
    optimizer.zero_grad()
"""], path="/content/course.ipynb", folders=BERT, at="outputs.loss.backward()", form="notebook", run="guest", count=2, accept=["wrong-type", "missing-attribute", "wrong-object"],
      fix_any=['"label", "labels"', 'labels=batch', 'batch["labels"]', "`labels`", "labels="])

scene("hf-batch-encoding", "padded_but_not_cut", """
import argparse

from datasets import Dataset
from transformers import AutoModelForSequenceClassification, AutoTokenizer, Trainer, TrainingArguments


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--model", default="models/bert-mini")
    ap.add_argument("--epochs", type=int, default=1)
    opt = ap.parse_args()
    tok = AutoTokenizer.from_pretrained(opt.model)
    model = AutoModelForSequenceClassification.from_pretrained(opt.model)
    ds = Dataset.from_dict({"text": ["good film", "a bad film, error in the plot"] * 8, "labels": [1, 0] * 8})
    ds = ds.map(lambda b: tok(b["text"], padding="max_length", max_length=8), batched=True)
    args = TrainingArguments(
        output_dir="out",
        num_train_epochs=opt.epochs,
        save_strategy="no",
        report_to="none",
        use_cpu=True,
    )
    trainer = Trainer(model=model, args=args, train_dataset=ds, eval_dataset=ds)
    trainer.train()


if __name__ == "__main__":
    main()
""", path="/home/emil/clf/train_clf.py", folders=BERT, at="trainer.train()", accept=["tensor-data"], fix_any=["truncation=True"])

scene("hf-trainer-arguments", "best_by_a_metric_no_one_computes", """
import argparse

from datasets import Dataset
from transformers import AutoModelForSequenceClassification, AutoTokenizer, Trainer, TrainingArguments


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--model", default="models/bert-mini")
    ap.add_argument("--epochs", type=int, default=1)
    opt = ap.parse_args()
    tok = AutoTokenizer.from_pretrained(opt.model)
    model = AutoModelForSequenceClassification.from_pretrained(opt.model)
    ds = Dataset.from_dict({"text": ["good film", "bad film"] * 8, "labels": [1, 0] * 8})
    ds = ds.map(lambda b: tok(b["text"], padding="max_length", max_length=8, truncation=True), batched=True)
    args = TrainingArguments(
        output_dir="out",
        num_train_epochs=opt.epochs,
        eval_strategy="epoch",
        save_strategy="epoch",
        load_best_model_at_end=True,
        metric_for_best_model="accuracy",
        report_to="none",
        use_cpu=True,
    )
    trainer = Trainer(model=model, args=args, train_dataset=ds, eval_dataset=ds)
    trainer.train()


if __name__ == "__main__":
    main()
""", path="/home/leo/clf/train_clf.py", folders=BERT, at="trainer.train()", span=(7, 32), accept=["missing-entry"], entities={"metric": "eval_accuracy"}, fix_any=["compute_metrics", "metric_for_best_model=\"eval_loss\"", "metric_for_best_model=\"loss\""])

scene("hf-not-found", "resumed_without_a_checkpoint", """
from datasets import Dataset
from transformers import AutoModelForSequenceClassification, AutoTokenizer, Trainer, TrainingArguments

MODEL = "models/bert-mini"
tok = AutoTokenizer.from_pretrained(MODEL)
model = AutoModelForSequenceClassification.from_pretrained(MODEL)
ds = Dataset.from_dict({"text": ["good film", "bad film"] * 4, "labels": [1, 0] * 4})
ds = ds.map(lambda b: tok(b["text"], padding="max_length", max_length=8, truncation=True), batched=True)

args = TrainingArguments(output_dir="runs/bert-reviews", max_steps=4, save_steps=2, report_to="none", use_cpu=True)
trainer = Trainer(model=model, args=args, train_dataset=ds)
trainer.train(resume_from_checkpoint=True)
trainer.save_model()
""", path="/data/users/mai/reviews/train.py", folders=BERT, at="trainer.train(resume_from_checkpoint=True)", accept=["hf-trainer-arguments", "file-missing"],
      fix_any=["trainer.train()", "resume_from_checkpoint=False", "get_last_checkpoint(", "resume_from_checkpoint=None", "resume_from_checkpoint=os.path"])

scene("hf-chat-template", "two_user_turns_in_a_row", """
from transformers import AutoTokenizer

TEMPLATE = (
    "{{ bos_token }}{% for m in messages %}"
    "{% if (m['role'] == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}"
    "{% if m['role'] == 'user' %}[INST] {{ m['content'] }} [/INST]{% else %}{{ m['content'] }}{{ eos_token }}{% endif %}"
    "{% endfor %}"
)
tok = AutoTokenizer.from_pretrained("models/llama")
tok.chat_template = TEMPLATE  # as in the instruct release


def build_prompt(context, question, history):
    messages = list(history)
    messages.append({"role": "user", "content": f"Use this context: {context}"})
    messages.append({"role": "user", "content": question})
    return tok.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)


print(build_prompt("Paris is the capital of France", "What is the capital?", []))
""", path="/home/sofia/rag/prompting.py", folders=LLAMA, at="return tok.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)",
      fix_any=["one user message", "single user message", "merge", "join", "alternate", "after each other", '"role": "assistant"'])

scene("attribute-removed", "metric_loaded_from_datasets", """
import numpy as np
from datasets import load_metric
from transformers import AutoModelForSequenceClassification, AutoTokenizer, Trainer, TrainingArguments

metric = load_metric("accuracy")


def compute_metrics(eval_pred):
    logits, labels = eval_pred
    return metric.compute(predictions=np.argmax(logits, axis=-1), references=labels)


tok = AutoTokenizer.from_pretrained("models/bert-mini")
model = AutoModelForSequenceClassification.from_pretrained("models/bert-mini")
trainer = Trainer(model=model, args=TrainingArguments("out"), compute_metrics=compute_metrics)
print(trainer.evaluate())
""", path="/home/yara/glue/run.py", at="from datasets import load_metric", accept=["hf-version", "datasets-script"], fix_any=["evaluate.load(", "import evaluate", "from evaluate import load", "evaluate"])

scene("hf-generate-arguments", "three_answers_of_a_greedy_search", """
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

torch.manual_seed(0)
tok = AutoTokenizer.from_pretrained("models/gpt2")
model = AutoModelForCausalLM.from_pretrained("models/gpt2").eval()


def continue_text(prompt, n):
    inputs = tok(prompt, return_tensors="pt")
    out = model.generate(**inputs, max_new_tokens=12, num_return_sequences=n, pad_token_id=tok.eos_token_id)
    return tok.batch_decode(out, skip_special_tokens=True)


for text in continue_text("the cat", 3):
    print("-", text)
""", path="/home/arjun/story/generate.py", folders=GPT2, at="out = model.generate(**inputs, max_new_tokens=12, num_return_sequences=n, pad_token_id=tok.eos_token_id)", form="terminal", wears=[terminal(90)],
      fix_any=["do_sample=True", "num_beams="])

scene("hf-model-input", "lists_in_place_of_tensors", """
import torch
from transformers import AutoModel, AutoTokenizer


class Embedder:
    def __init__(self, name="models/bert-mini"):
        self.tok = AutoTokenizer.from_pretrained(name)
        self.model = AutoModel.from_pretrained(name).eval()

    def embed(self, texts):
        batch = self.tok(texts, padding=True, truncation=True)
        with torch.no_grad():
            out = self.model(**batch)
        mask = batch["attention_mask"].unsqueeze(-1)
        return (out.last_hidden_state * mask).sum(1) / mask.sum(1)


vectors = Embedder().embed(["the cat sat", "hello world", "paris is the capital of france"])
print(vectors.shape)
""", path="/home/nikos/search/embed.py", folders=BERT, at="out = self.model(**batch)", accept=["wrong-object", "missing-attribute"],
      fix_any=['return_tensors="pt"', "torch.tensor("])

scene("datasets-columns", "split_that_is_not_there", """
from datasets import Dataset, DatasetDict
from transformers import AutoTokenizer


def load():
    rows = {"text": ["a", "b", "c", "d"], "label": [0, 1, 0, 1]}
    return DatasetDict({"train": Dataset.from_dict(rows)})


def main():
    tok = AutoTokenizer.from_pretrained("models/bert-mini")
    ds = load().map(lambda b: tok(b["text"]), batched=True)
    train, val = ds["train"], ds["validation"]
    print(len(train), len(val))


main()
""", path="/home/edgar/nli/prep.py", folders=BERT, at='train, val = ds["train"], ds["validation"]', accept=["missing-entry"], entities={"key": "validation"},
      fix_any=["train_test_split(", "ds.keys()", 'ds["train"]', "list(ds)", "print(ds"])

scene("peft-setup", "own_model_without_targets", """
import torch
from peft import LoraConfig, get_peft_model
from torch import nn


class Ranker(nn.Module):
    def __init__(self, d=32):
        super().__init__()
        self.query = nn.Linear(d, d)
        self.doc = nn.Linear(d, d)
        self.score = nn.Bilinear(d, d, 1)

    def forward(self, q, d):
        return self.score(self.query(q), self.doc(d))


config = LoraConfig(r=8, lora_alpha=16, lora_dropout=0.05)
model = get_peft_model(Ranker(), config)
model.print_trainable_parameters()
print(model(torch.randn(2, 32), torch.randn(2, 32)).shape)
""", path="/home/wanda/rank/lora.py", at="model = get_peft_model(Ranker(), config)", fix_any=["target_modules=["])

scene("spacy-usage", "texts_and_annotations_of_version_two", """
import random

import spacy

TRAIN = [
    ("Uber blew through $1 million", {"entities": [(0, 4, "ORG")]}),
    ("Walmart opened in Lagos", {"entities": [(0, 7, "ORG"), (18, 23, "GPE")]}),
]

nlp = spacy.blank("en")
ner = nlp.add_pipe("ner")
for _, ann in TRAIN:
    for ent in ann["entities"]:
        ner.add_label(ent[2])

optimizer = nlp.begin_training()
for itn in range(5):
    random.shuffle(TRAIN)
    losses = {}
    for text, annotations in TRAIN:
        nlp.update([text], [annotations], drop=0.3, sgd=optimizer, losses=losses)
    print(itn, losses)
""", path="/home/ingrid/ner/train_ner.py", at="nlp.update([text], [annotations], drop=0.3, sgd=optimizer, losses=losses)", form="quoted", wears=[fenced("I follow an older tutorial and my loop stops at once:", "spacy 3.8")],
      fix_any=["Example.from_dict("])

scene("hf-missing-backend", "boxes_without_torchvision", """
import torch
from transformers import DetrConfig, DetrForObjectDetection, DetrImageProcessorFast

processor = DetrImageProcessorFast()
model = DetrForObjectDetection(DetrConfig(use_timm_backbone=False, use_pretrained_backbone=False))
image = torch.randint(0, 255, (3, 200, 300), dtype=torch.uint8)
inputs = processor(images=image, return_tensors="pt")
with torch.no_grad():
    out = model(**inputs)
print(out.logits.shape)
""", path="/home/pia/detr/infer.py", at="processor = DetrImageProcessorFast()", fix_any=["pip install torchvision", "torchvision"])

scene("hf-offline", "dataset_on_a_node_without_internet", """
from datasets import load_dataset
from transformers import AutoTokenizer


def prepare(name="stanfordnlp/imdb"):
    tok = AutoTokenizer.from_pretrained("models/bert-mini")
    ds = load_dataset(name, split="train")
    return ds.map(lambda b: tok(b["text"], truncation=True), batched=True)


if __name__ == "__main__":
    print(prepare())
""", path="/scratch/u1042/imdb/prepare.py", folders=BERT, at="ds = load_dataset(name, split=\"train\")", run="process", form="cut", wears=[last(14)], root="ConnectionError: Couldn't reach", env={"HF_DATASETS_OFFLINE": "1", "HF_HUB_OFFLINE": "1"},
      fix_any=["HF_HUB_OFFLINE=0", "HF_HUB_OFFLINE", "login node", "load_from_disk", "unset"])
