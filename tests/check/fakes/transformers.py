"""Just enough of transformers: a tokenizer, small models, a trainer; devices as in the real library."""

from __future__ import annotations

from collections import UserDict
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import torch
from torch import nn

__version__ = "4.57.0"
WIDTH, VOCAB = 8, 64


class BatchEncoding(UserDict):
    """A mapping of tensors whose `.to` moves all of them in place."""

    def to(self, device: Any, *, non_blocking: bool = False) -> BatchEncoding:
        self.data = {k: v.to(device) if torch.is_tensor(v) else v for k, v in self.data.items()}
        return self

    def __getattr__(self, name: str) -> Any:
        if name == "data":
            raise AttributeError(name)
        try:
            return self.data[name]
        except KeyError:
            raise AttributeError(name) from None

    def keys(self):
        return self.data.keys()

    def items(self):
        return self.data.items()


class _Tokenizer:
    pad_token_id, eos_token_id, bos_token_id = 0, 1, 2
    pad_token, eos_token = "<pad>", "</s>"
    padding_side = "right"

    @classmethod
    def from_pretrained(cls, name: str, **kwargs: Any) -> _Tokenizer:
        return cls()

    def __call__(self, text: Any, text_pair=None, return_tensors=None, **kwargs: Any):
        texts = [text] if isinstance(text, str) else list(text)
        rows = [[2, *(3 + sum(map(ord, w)) % (VOCAB - 3) for w in t.split())] for t in texts]
        length = max(map(len, rows))
        ids = [r + [0] * (length - len(r)) for r in rows]
        mask = [[1] * len(r) + [0] * (length - len(r)) for r in rows]
        if return_tensors is None:
            single = isinstance(text, str)
            return BatchEncoding(
                input_ids=rows[0] if single else rows, attention_mask=mask[0] if single else mask
            )
        return BatchEncoding(input_ids=torch.tensor(ids), attention_mask=torch.tensor(mask))

    def encode(self, text: str, return_tensors=None, **kwargs: Any):
        ids = self(text)["input_ids"]
        return torch.tensor([ids]) if return_tensors == "pt" else ids

    def apply_chat_template(self, messages: Any, return_tensors=None, **kwargs: Any):
        made = self(" ".join(m["content"] for m in messages), return_tensors="pt")
        return made if kwargs.get("return_dict") else made["input_ids"]

    def decode(self, ids: Any, **kwargs: Any) -> str:
        return " ".join(map(str, ids.tolist() if torch.is_tensor(ids) else ids))

    def batch_decode(self, ids: Any, **kwargs: Any) -> list[str]:
        return [self.decode(row) for row in ids]

    def save_pretrained(self, folder: Any) -> None:
        pass


class AutoTokenizer(_Tokenizer):
    pass


class BertTokenizer(_Tokenizer):
    pass


class BertTokenizerFast(_Tokenizer):
    pass


class GPT2Tokenizer(_Tokenizer):
    pass


class _Output(SimpleNamespace):
    def __getitem__(self, key: Any) -> Any:
        values = [v for v in vars(self).values() if v is not None]
        return vars(self)[key] if isinstance(key, str) else values[key]


@dataclass
class PretrainedConfig:
    hidden_size: int = WIDTH
    vocab_size: int = VOCAB
    num_labels: int = 2
    extra: dict = field(default_factory=dict)


AutoConfig = PretrainedConfig


class PreTrainedModel(nn.Module):
    def __init__(self, config: Any = None, num_labels: int = 2, **kwargs: Any) -> None:
        super().__init__()
        self.config = config or PretrainedConfig(num_labels=num_labels)
        self.embeddings = nn.Embedding(VOCAB, WIDTH)
        self.layer = nn.Linear(WIDTH, WIDTH)
        self.quantized = False
        self.hf_device_map: Any = None

    @classmethod
    def from_pretrained(cls, name: str, device_map=None, quantization_config=None, **kwargs: Any):
        kwargs.pop("torch_dtype", None)
        kwargs.pop("dtype", None)
        eight = kwargs.pop("load_in_8bit", False) or kwargs.pop("load_in_4bit", False)
        model = cls(**{k: v for k, v in kwargs.items() if k == "num_labels"}).eval()
        if device_map is not None:
            where = next(iter(device_map.values())) if isinstance(device_map, dict) else device_map
            auto = where in ("auto", "balanced", "sequential")
            nn.Module.to(
                model, "cuda:0" if auto and torch.cuda.is_available() else "cpu" if auto else where
            )
            model.hf_device_map = {"": model.device}
        model.quantized = bool(eight or quantization_config)
        return model

    @property
    def device(self) -> torch.device:
        return next(self.parameters()).device

    def to(self, *args: Any, **kwargs: Any):
        if self.quantized:
            raise ValueError(
                "`.to` is not supported for `4-bit` or `8-bit` bitsandbytes models. Please use the "
                "model as it is, since the model has already been set to the correct devices and "
                "casted to the correct `dtype`."
            )
        if self.hf_device_map is not None:
            raise RuntimeError(
                "You can't move a model that has some modules offloaded to cpu or disk."
            )
        return super().to(*args, **kwargs)

    def cuda(self, device: Any = None):
        return self.to("cuda" if device is None else device)

    def states(self, input_ids=None, attention_mask=None, inputs_embeds=None):
        x = self.embeddings(input_ids) if inputs_embeds is None else inputs_embeds
        if attention_mask is not None:
            x = x * attention_mask.unsqueeze(-1)
        return torch.tanh(self.layer(x))

    def get_input_embeddings(self):
        return self.embeddings

    def gradient_checkpointing_enable(self, **kwargs: Any) -> None:
        pass

    def save_pretrained(self, folder: Any, **kwargs: Any) -> None:
        pass


class AutoModel(PreTrainedModel):
    def forward(self, input_ids=None, attention_mask=None, inputs_embeds=None, **kwargs: Any):
        states = self.states(input_ids, attention_mask, inputs_embeds)
        return _Output(last_hidden_state=states, pooler_output=states[:, 0])


class BertModel(AutoModel):
    pass


class AutoModelForSequenceClassification(PreTrainedModel):
    def __init__(self, config: Any = None, num_labels: int = 2, **kwargs: Any) -> None:
        super().__init__(config, num_labels, **kwargs)
        self.classifier = nn.Linear(WIDTH, num_labels)

    def forward(self, input_ids=None, attention_mask=None, labels=None, **kwargs: Any):
        logits = self.classifier(self.states(input_ids, attention_mask).mean(1))
        loss = None if labels is None else nn.functional.cross_entropy(logits, labels)
        return _Output(loss=loss, logits=logits)


class BertForSequenceClassification(AutoModelForSequenceClassification):
    pass


class AutoModelForCausalLM(PreTrainedModel):
    def __init__(self, config: Any = None, **kwargs: Any) -> None:
        super().__init__(config)
        self.lm_head = nn.Linear(WIDTH, VOCAB)

    def forward(self, input_ids=None, attention_mask=None, labels=None, **kwargs: Any):
        logits = self.lm_head(self.states(input_ids, attention_mask, kwargs.get("inputs_embeds")))
        loss = None
        if labels is not None:
            loss = nn.functional.cross_entropy(
                logits[:, :-1].flatten(0, 1), labels[:, 1:].flatten()
            )
        return _Output(loss=loss, logits=logits)

    @torch.no_grad()
    def generate(self, input_ids=None, attention_mask=None, max_new_tokens: int = 2, **kwargs: Any):
        for _ in range(max_new_tokens):
            following = self.forward(input_ids).logits[:, -1:].argmax(-1)
            input_ids = torch.cat([input_ids, following], dim=1)
        return input_ids


class GPT2LMHeadModel(AutoModelForCausalLM):
    pass


class BitsAndBytesConfig:
    def __init__(self, **kwargs: Any) -> None:
        vars(self).update(kwargs)


def get_linear_schedule_with_warmup(optimizer, num_warmup_steps=0, num_training_steps=1, **kwargs):
    return torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1.0)


get_cosine_schedule_with_warmup = get_scheduler = get_linear_schedule_with_warmup


def set_seed(seed: int) -> None:
    torch.manual_seed(seed)


class TrainingArguments:
    def __init__(self, output_dir: str = "out", **kwargs: Any) -> None:
        self.per_device_train_batch_size = 2
        self.num_train_epochs = 1
        self.output_dir = output_dir
        vars(self).update(kwargs)


class DataCollatorWithPadding:
    def __init__(self, tokenizer: Any, **kwargs: Any) -> None:
        self.tokenizer = tokenizer

    def __call__(self, rows: list[dict]) -> dict[str, torch.Tensor]:
        length = max(len(r["input_ids"]) for r in rows)
        padded = [r["input_ids"] + [0] * (length - len(r["input_ids"])) for r in rows]
        return {
            "input_ids": torch.tensor(padded),
            "labels": torch.tensor([r["label"] for r in rows]),
        }


class TrainerCallback:
    pass


class Trainer:
    """Moves the model when made and each batch before `compute_loss`, as the real one does."""

    def __init__(
        self,
        model=None,
        args=None,
        train_dataset=None,
        eval_dataset=None,
        data_collator=None,
        **kwargs: Any,
    ) -> None:
        self.args = args or TrainingArguments()
        self.train_dataset, self.eval_dataset = train_dataset, eval_dataset
        self.data_collator = data_collator
        self.device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
        self.model = model.to(self.device)

    def compute_loss(self, model, inputs, return_outputs=False, num_items_in_batch=None):
        outputs = model(**inputs)
        return (outputs.loss, outputs) if return_outputs else outputs.loss

    def train(self, **kwargs: Any) -> None:
        loader = torch.utils.data.DataLoader(
            self.train_dataset,
            batch_size=self.args.per_device_train_batch_size,
            collate_fn=self.data_collator,
        )
        optimizer = torch.optim.AdamW(self.model.parameters())
        for batch in loader:
            batch = {k: v.to(self.device) for k, v in batch.items()}
            loss = self.compute_loss(self.model, batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


def pipeline(
    task: str, model: Any = None, tokenizer: Any = None, device: Any = None, **kwargs: Any
):
    if isinstance(model, str) or model is None:
        model = AutoModelForSequenceClassification.from_pretrained("default")
    if device is not None and model.hf_device_map is not None:
        raise ValueError(
            "The model has been loaded with `accelerate` and therefore cannot be moved to a specific "
            "device. Please discard the `device` argument when creating your pipeline object."
        )
    if device is not None:
        model.to(device)
    tokenizer = tokenizer or AutoTokenizer()

    def run(text: Any, **options: Any) -> list[dict[str, Any]]:
        encoded = tokenizer(text, return_tensors="pt").to(model.device)
        return [{"label": str(i), "generated_text": ""} for i in model(**encoded).logits.argmax(-1)]

    return run
