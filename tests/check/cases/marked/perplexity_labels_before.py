import torch
from torch import nn
from transformers import AutoModelForCausalLM, AutoTokenizer

PAD_TOKEN_LABEL_ID = nn.CrossEntropyLoss().ignore_index


class LM:
    def __init__(self, name="gpt2"):
        self.tokenizer = AutoTokenizer.from_pretrained(name)
        self.model = AutoModelForCausalLM.from_pretrained(name)
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.model.to(self.device)
        self.model.eval()

    def get_perplexity(self, texts):
        loss_fct = nn.CrossEntropyLoss(reduction="none")
        losses = []
        with torch.no_grad():
            inputs = self.tokenizer(texts, return_tensors="pt", padding=True)
            label = inputs["input_ids"]  # mended: label = inputs["input_ids"].to(self.device)
            label[label == self.tokenizer.pad_token_id] = PAD_TOKEN_LABEL_ID
            output = self.model(**{k: v.to(self.device) for k, v in inputs.items()})
            shift_logits = output["logits"][..., :-1, :].contiguous()
            shift_label = label[..., 1:].contiguous()
            loss = loss_fct(shift_logits.view(-1, shift_logits.size(-1)), shift_label.view(-1))  # or here
            losses += loss.tolist()
        return losses


print(len(LM().get_perplexity(["a b c d", "b c d e"])))
