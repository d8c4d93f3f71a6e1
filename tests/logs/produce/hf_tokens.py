"""hf-pad-token, hf-batch-encoding, hf-length and hf-chat-template: what a tokenizer refuses."""

from bench import IMAGE, MAC, VENV, WINDOWS, case
from forms import crlf, each, fenced, last, mail, ranks, stamped, without_indent
from hf_tiny import folder

TF = ["transformers", "tokenizers"]
GPT2, OLD_GPT2 = {"gpt2": folder("gpt2")}, {"gpt2": folder("gpt2", weights=False, fast_file=False)}
BERT, OLD_BERT = {"bert-base-uncased": folder("bert")}, {"bert-base-uncased": folder("bert", weights=False)}
LLAMA = {"meta-llama/Llama-3.2-1B": folder("llama")}

# ------------------------------------------------------------------ hf-pad-token

SLUG = "hf-pad-token"

case(
    SLUG, "batch_plain", '''
from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("gpt2")


def encode(texts):
    return tokenizer(texts, padding=True, truncation=True, return_tensors="pt")


batch = encode(["the cat sat", "a model learns from data"])
''', spot="return tokenizer", folders=GPT2, versions=TF, fix=["pad_token"], expect="Asking to pad",
)  # fmt: skip

case(
    SLUG, "batch_420", '''
from transformers import GPT2TokenizerFast

tok = GPT2TokenizerFast.from_pretrained("gpt2")
enc = tok(["the cat", "hello world, this is"], padding="max_length", max_length=16)
''', at="/home/olga/lm/enc.py", python="tf420", spot="enc = tok", folders=OLD_GPT2, versions=TF, fix=["tok.pad_token = tok.eos_token"], expect="Asking to pad",
)  # fmt: skip

case(
    SLUG, "llama_notebook_held",
    ["from transformers import AutoTokenizer\ntok = AutoTokenizer.from_pretrained('meta-llama/Llama-3.2-1B')",
     "prompts = ['hello world', 'Paris is the capital of']\ninputs = tok(prompts, padding='longest')\ninputs"],
    part="held", form="notebook", first_cell=4, spot="inputs = tok", folders=LLAMA, versions=TF, fix=["tok.pad_token = tok.eos_token"], expect="Asking to pad",
)  # fmt: skip

case(
    SLUG, "collator_trainer", '''
from torch.utils.data import DataLoader
from transformers import AutoTokenizer, DataCollatorForLanguageModeling

tok = AutoTokenizer.from_pretrained("gpt2")
collate = DataCollatorForLanguageModeling(tok, mlm=False)
loader = DataLoader([tok("the cat"), tok("a longer sentence about data")], batch_size=2, collate_fn=collate)

for batch in loader:
    print(batch["input_ids"].shape)
''', at="/home/alice/proj/clm.py", spot="for batch in loader", folders=GPT2, versions=[*TF, "torch"], fix_any=["pad_token ="],
)  # fmt: skip

case(
    SLUG, "collator_with_padding_446_held", '''
from transformers import AutoTokenizer, DataCollatorWithPadding


def main():
    tok = AutoTokenizer.from_pretrained("gpt2")
    collator = DataCollatorWithPadding(tokenizer=tok)
    features = [tok("the cat"), tok("a model learns from data")]
    print(collator(features))


main()
''', at="/workspace/cls/train.py", python="tf446", place=IMAGE, part="held", form="ranked", spot="print(collator(features))", folders=OLD_GPT2, versions=TF,
    dress=ranks(2, "[default{}]:"), fix=["pad_token"], expect="Asking to pad",
)  # fmt: skip

case(
    SLUG, "classification_batch", '''
import torch
from transformers import AutoModelForSequenceClassification

model = AutoModelForSequenceClassification.from_pretrained("gpt2", num_labels=2)
ids = torch.randint(0, 300, (4, 12))
logits = model(input_ids=ids).logits
print(logits.shape)
''', at="/Users/jo/reviews/train_gpt2_cls.py", place=MAC, spot="logits = model(", folders=GPT2, versions=TF,
    fix_any=["config.pad_token_id"], expect="Cannot handle batch sizes > 1",
)  # fmt: skip

case(
    SLUG, "classification_446_tail_held", '''
import torch
from transformers import GPT2Config, GPT2ForSequenceClassification

net = GPT2ForSequenceClassification(GPT2Config(n_embd=32, n_layer=1, n_head=2, vocab_size=100, num_labels=3))
out = net(torch.randint(0, 99, (8, 5)))
''', at="/home/ravi/cls/net.py", python="tf446", part="held", form="cut", spot=None, versions=TF, dress=last(2),
    fix_any=["pad_token_id"], expect="Cannot handle batch sizes > 1",
)  # fmt: skip

case(
    SLUG, "pipeline_batching", '''
from transformers import pipeline

gen = pipeline("text-generation", model="gpt2")
for out in gen(["the cat", "hello world"], batch_size=2, max_new_tokens=4):
    print(out)
''', at="/app/batch.py", place=IMAGE, form="docker", spot="for out in gen", folders=GPT2, versions=TF, dress=each("gen-1  | "),
    fix_any=["pad_token_id", "pad_token"], expect="cannot do batching",
)  # fmt: skip

case(
    SLUG, "mail_440", '''
from transformers import AutoTokenizer
tokenizer = AutoTokenizer.from_pretrained("gpt2")
print(tokenizer.batch_encode_plus(["the cat", "hello world"], padding=True))
''', at="/home/lin/enc.py", python="tf440", form="wrapped", spot="print(tokenizer.batch_encode_plus", folders=OLD_GPT2, versions=TF,
    dress=mail(68, "> "), fix=["tokenizer.pad_token = tokenizer.eos_token"],
)  # fmt: skip

# -------------------------------------------------------------- hf-batch-encoding

SLUG = "hf-batch-encoding"

case(
    SLUG, "ragged_tensor", '''
from transformers import AutoTokenizer

tok = AutoTokenizer.from_pretrained("bert-base-uncased")
sentences = ["the cat sat on the mat", "hello"]
inputs = tok(sentences, return_tensors="pt")
''', spot="inputs = tok", folders=BERT, versions=TF, fix_any=["padding=True"], expect="Unable to create tensor",
)  # fmt: skip

case(
    SLUG, "ragged_numpy_420_held", '''
from transformers import BertTokenizerFast

tokenizer = BertTokenizerFast.from_pretrained("bert-base-uncased")


def prepare(batch):
    return tokenizer(batch, return_tensors="np", truncation=True)


print(prepare(["the cat sat on the mat", "a model"]))
''', at="/home/olga/cls/prep.py", python="tf420", part="held", spot="return tokenizer", folders=OLD_BERT, versions=TF, fix=["padding=True"],
)  # fmt: skip

case(
    SLUG, "labels_nested", '''
from transformers import AutoTokenizer, DataCollatorWithPadding

tok = AutoTokenizer.from_pretrained("bert-base-uncased")
collate = DataCollatorWithPadding(tok)
rows = [
    {**tok("the cat"), "labels": [1, 0, 0]},
    {**tok("a model learns from data"), "labels": [0, 0, 1, 0, 0]},
]
batch = collate(rows)
''', at="/home/alice/ner/train_ner.py", spot="batch = collate", folders=BERT, versions=TF,
    fix_any=["DataCollatorForTokenClassification"], entities={"argument": "labels"}, expect="excessive nesting",
)  # fmt: skip

case(
    SLUG, "labels_nested_446_notebook_held",
    ["from transformers import AutoTokenizer, DataCollatorWithPadding\ntok = AutoTokenizer.from_pretrained('bert-base-uncased')\ncollate = DataCollatorWithPadding(tok)",
     "rows = [dict(tok(t), text_labels=l) for t, l in [('the cat', [1, 2]), ('a model learns', [1, 2, 3, 4])]]\nbatch = collate(rows)\nbatch.keys()"],
    part="held", form="notebook", python="tf446", first_cell=9, spot="batch = collate", folders=OLD_BERT, versions=TF,
    entities={"argument": "text_labels"}, fix_any=["text_labels"],
)  # fmt: skip

case(
    SLUG, "none_in_list", '''
import pandas as pd
from transformers import AutoTokenizer

df = pd.DataFrame({"review": ["great film", None, "dull"], "label": [1, 0, 0]})
tok = AutoTokenizer.from_pretrained("bert-base-uncased")
enc = tok(df["review"].tolist(), padding=True, truncation=True)
''', at="/home/alice/sentiment/prepare.py", spot="enc = tok", folders=BERT, versions=TF, fix_any=["dropna", "fillna", "None", "astype(str)"],
)  # fmt: skip

case(
    SLUG, "nan_440_windows", '''
from transformers import AutoTokenizer

texts = ["guter Film", float("nan"), "langweilig"]
tokenizer = AutoTokenizer.from_pretrained("bert-base-uncased")
encodings = tokenizer(texts, truncation=True)
''', at="/C/Users/maria/Documents/kritik/tokens.py", place=WINDOWS, python="tf440", spot="encodings = tokenizer", folders=OLD_BERT, versions=TF,
    dress=crlf, fix_any=["dropna", "fillna", "NaN", "None", "astype(str)"], expect="TextEncodeInput",
)  # fmt: skip

case(
    SLUG, "pretokenized_held", '''
from transformers import AutoTokenizer

tok = AutoTokenizer.from_pretrained("bert-base-uncased")
words = [["the", "cat"], ["a", None, "model"]]
out = tok(words, is_split_into_words=True)
''', at="/home/dkim/ner/words.py", part="held", form="wrapped", spot="out = tok", folders=BERT, versions=TF, dress=without_indent,
    fix_any=["None", "str"],
)  # fmt: skip

case(
    SLUG, "wrong_type_message", '''
import numpy as np
from transformers import AutoTokenizer

tok = AutoTokenizer.from_pretrained("bert-base-uncased")
texts = np.array(["the cat", "hello"])
print(tok(texts))
''', at="/srv/ml/svc/encode.py", place=VENV, python="tf446", form="docker", spot="print(tok(texts))", folders=OLD_BERT, versions=TF, dress=stamped(),
    fix_any=["tolist()", "list("], expect="text input must be of type",
)  # fmt: skip

case(
    SLUG, "collator_without_input_ids", '''
from transformers import AutoTokenizer, DataCollatorWithPadding

tok = AutoTokenizer.from_pretrained("bert-base-uncased")
collate = DataCollatorWithPadding(tok)


def test_collate():
    batch = collate([{"text": "the cat", "label": 0}, {"text": "hello", "label": 1}])
    assert "input_ids" in batch
''', at="/builds/nlp/tests/test_collate.py", place=VENV, form="pytest", spot="batch = collate", folders=BERT, versions=TF,
    fix_any=["input_ids", "tokenize", "map("], expect="You should supply an encoding",
)  # fmt: skip

# ---------------------------------------------------------------------- hf-length

SLUG = "hf-length"

case(
    SLUG, "generate_max_length", '''
from transformers import AutoModelForCausalLM, AutoTokenizer

tok = AutoTokenizer.from_pretrained("gpt2")
model = AutoModelForCausalLM.from_pretrained("gpt2")


def complete(prompt):
    ids = tok(prompt, return_tensors="pt").input_ids
    return tok.decode(model.generate(ids, max_length=10)[0])


print(complete("the cat sat on the mat and a model learns from data"))
''', spot="return tok.decode", folders=GPT2, versions=TF, fix=["max_new_tokens"], expect="Input length of input_ids",
)  # fmt: skip

case(
    SLUG, "generate_446_notebook_held",
    ["from transformers import AutoModelForCausalLM, AutoTokenizer\ntok = AutoTokenizer.from_pretrained('gpt2')\nlm = AutoModelForCausalLM.from_pretrained('gpt2')",
     "enc = tok('hello world, this is a longer sentence about training loss', return_tensors='pt')\nout = lm.generate(**enc, max_length=12, do_sample=True)"],
    part="held", form="notebook", python="tf446", first_cell=3, spot="out = lm.generate", folders={"gpt2": folder("gpt2", fast_file=False)}, versions=TF,
    fix=["max_new_tokens"], expect="Input length of input_ids",
)  # fmt: skip

case(
    SLUG, "pipeline_max_length_ranked", '''
from transformers import pipeline

gen = pipeline("text-generation", model="gpt2")
print(gen("the cat sat on the mat and a model learns", max_length=6, truncation=False))
''', at="/workspace/eval/gen.py", place=IMAGE, form="ranked", python="tf446", spot="print(gen(", folders={"gpt2": folder("gpt2", fast_file=False)}, versions=TF,
    dress=ranks(2), fix=["max_new_tokens"], expect="Input length of input_ids",
)  # fmt: skip

case(
    SLUG, "bert_too_long", '''
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

tok = AutoTokenizer.from_pretrained("bert-base-uncased")
model = AutoModelForSequenceClassification.from_pretrained("bert-base-uncased")
doc = "the cat sat on the mat " * 12
with torch.no_grad():
    scores = model(**tok(doc, return_tensors="pt")).logits
''', at="/home/alice/docs/classify.py", spot="scores = model", folders=BERT, versions=TF, accept=["shape-broadcast", "index-out-of-range"],
    fix_any=["truncation=True"], expect="longer than the specified maximum",
)  # fmt: skip

case(
    SLUG, "gpt2_positions_446_held", '''
from transformers import AutoModelForCausalLM, AutoTokenizer

tok = AutoTokenizer.from_pretrained("gpt2")
net = AutoModelForCausalLM.from_pretrained("gpt2")
text = "a model learns from data " * 30
loss = net(**tok(text, return_tensors="pt"), labels=tok(text, return_tensors="pt").input_ids).loss
''', at="/home/ravi/ppl/ppl.py", python="tf446", part="held", spot="loss = net", folders={"gpt2": folder("gpt2", fast_file=False)}, versions=TF,
    accept=["index-out-of-range"], fix_any=["truncation=True", "max_length"], expect="longer than the specified maximum",
)  # fmt: skip

# --------------------------------------------------------------- hf-chat-template

SLUG = "hf-chat-template"

case(
    SLUG, "not_set_plain", '''
from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("meta-llama/Llama-3.2-1B")
messages = [{"role": "user", "content": "hello"}]


def build_prompt(messages):
    return tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)


print(build_prompt(messages))
''', at="/home/alice/proj/chat.py", spot="return tokenizer.apply", folders=LLAMA, versions=TF, fix_any=["Instruct", "chat_template"], expect="chat_template is not set",
)  # fmt: skip

case(
    SLUG, "not_set_446_notebook_held",
    ["from transformers import AutoTokenizer\ntok = AutoTokenizer.from_pretrained('gpt2')", "chat = [{'role': 'user', 'content': 'hi'}]\nids = tok.apply_chat_template(chat, return_tensors='pt')"],
    part="held", form="notebook", python="tf446", first_cell=2, spot="ids = tok.apply", folders=OLD_GPT2, versions=TF, fix_any=["chat_template", "Instruct"], expect="chat_template is not set",
)  # fmt: skip

MISTRAL = "{{ bos_token }}{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}{{ message['content'] }}{% endfor %}"
GEMMA = "{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}{% for m in messages %}{{ m['content'] }}{% endfor %}"

case(
    SLUG, "roles_alternate", '''
from transformers import AutoTokenizer

TEMPLATE = open("mistral.jinja").read()
tok = AutoTokenizer.from_pretrained("meta-llama/Llama-3.2-1B")
tok.chat_template = TEMPLATE
history = [
    {"role": "system", "content": "You are helpful."},
    {"role": "user", "content": "hello"},
    {"role": "user", "content": "are you there?"},
]
prompt = tok.apply_chat_template(history, tokenize=False)
''', at="/app/chat/prompt.py", place=IMAGE, form="docker", spot="prompt = tok.apply", folders=LLAMA, versions=[*TF, "jinja2"], files={"mistral.jinja": MISTRAL},
    dress=each("api-1      | "), fix_any=["alternate", "merge", "role"], expect="must alternate",
)  # fmt: skip

case(
    SLUG, "system_role_held", '''
from transformers import AutoTokenizer


def main():
    tok = AutoTokenizer.from_pretrained("meta-llama/Llama-3.2-1B")
    tok.chat_template = open("gemma.jinja").read()
    chat = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "hi"}]
    print(tok.apply_chat_template(chat, tokenize=False))


main()
''', at="/home/lin/gemma/run.py", part="held", form="wrapped", spot="print(tok.apply", folders=LLAMA, versions=[*TF, "jinja2"], files={"gemma.jinja": GEMMA},
    dress=mail(66, "> "), fix_any=["system"], expect="System role not supported",
)  # fmt: skip

case(
    SLUG, "roles_alternate_tail_447", '''
from transformers import AutoTokenizer

tok = AutoTokenizer.from_pretrained("gpt2")
tok.chat_template = open("t.jinja").read()
tok.apply_chat_template([{"role": "assistant", "content": "hello"}], tokenize=False)
''', at="/home/bob/t.py", python="tf446", form="cut", folders=OLD_GPT2, versions=[*TF, "jinja2"], files={"t.jinja": MISTRAL}, dress=last(3),
    fix_any=["role", "alternate"], expect="must alternate",
)  # fmt: skip

case(
    SLUG, "template_of_strings_fenced", '''
from transformers import AutoTokenizer

tok = AutoTokenizer.from_pretrained("meta-llama/Llama-3.2-1B")
tok.chat_template = "{% for m in messages %}{{ m.role + ': ' + m.content }}{% endfor %}"
print(tok.apply_chat_template(["hello", "who are you"], tokenize=False))
''', at="/home/bob/chat.py", spot="print(tok.apply", folders=LLAMA, versions=[*TF, "jinja2"], dress=fenced("Template fails, any idea?"),
    fix_any=["role", "content"],
)  # fmt: skip
