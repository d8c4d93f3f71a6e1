"""Held cases of layers, their inputs and shapes: other operations, layouts, names and forms than the open ones."""

from held import plain, scene
from wear import compose, framed, journal, mailed, quoted, stripped

# ------------------------------------------------------------------------------ shape-kernel

scene("shape-kernel", "short_sentence_textcnn_112", """
import torch
from torch import nn


class TextCNN(nn.Module):
    def __init__(self, vocab, dim=50, widths=(3, 4, 5)):
        super().__init__()
        self.embed = nn.Embedding(vocab, dim)
        self.convs = nn.ModuleList(nn.Conv1d(dim, 20, w) for w in widths)

    def forward(self, tokens):
        x = self.embed(tokens).transpose(1, 2)
        pooled = [torch.relu(conv(x)).max(dim=2).values for conv in self.convs]
        return torch.cat(pooled, dim=1)


model = TextCNN(5000)
model(torch.randint(0, 5000, (2, 4)))
""", path="/app/textcnn.py", at="pooled = [torch.relu(conv(x)).max(dim=2).values for conv in self.convs]", function=False, torch="1.12", form="docker", wears=[compose("sentiment")],
      fix_any=["pad", "kernel"])
scene("shape-kernel", "vgg_on_cifar_quoted", """
import torch
from torch import nn

CFG = [32, "M", 64, "M", 128, "M", 128, "M", 256, "M", 256, "M"]


def layers(cfg, channels=3):
    for entry in cfg:
        if entry == "M":
            yield nn.MaxPool2d(2, 2)
        else:
            yield nn.Conv2d(channels, entry, 3, padding=1)
            yield nn.ReLU(inplace=True)
            channels = entry


features = nn.Sequential(*layers(CFG))
print(features(torch.rand(2, 3, 32, 32)).shape)
""", path="/home/kwame/vgg/vgg.py", at="print(features(torch.rand(2, 3, 32, 32)).shape)", form="quoted", wears=[framed("On Tue, Kwame wrote:"), quoted],
      fix_any=["pool", "Pool", "resize", "Resize", "interpolate", "larger", "kernel", "padding"])
scene("shape-kernel", "reflection_padding_pytest", """
import pytest
import torch
from torch import nn


class Generator(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.down = nn.Sequential(*(nn.Conv2d(3, 3, 3, stride=2, padding=1) for _ in range(depth)))
        self.edge = nn.ReflectionPad2d(3)

    def forward(self, image):
        return self.edge(self.down(image))


@pytest.mark.parametrize("depth", [2, 4])
def test_borders_are_mirrored(depth):
    image = torch.rand(1, 3, 32, 32)
    assert Generator(depth)(image).shape[-1] > 6
""", path="/home/ana/cyclegan/tests/test_generator.py", at="return self.edge(self.down(image))", run="pytest", form="pytest",
      entities={"shapes": [[1, 3, 2, 2]]}, fix_any=["replicate", "pad", "larger", "Pad"])
scene("shape-kernel", "patches_larger_than_image", """
import torch
import torch.nn.functional as F


def to_patches(images, patch=16):
    columns = F.unfold(images, kernel_size=patch, stride=patch)
    return columns.transpose(1, 2)


thumbs = torch.rand(8, 3, 12, 12)
print(to_patches(thumbs).shape)
""", path="/data/vit/patches.py", at="columns = F.unfold(images, kernel_size=patch, stride=patch)", form="journal", wears=[journal("vit-box", "python", 90211)],
      fix_any=["kernel", "padding", "interpolate", "resize", "patch"])

# ---------------------------------------------------------------------------- loss-input

scene("loss-input", "logits_into_bce", """
import torch
from torch import nn


class Tagger(nn.Module):
    def __init__(self, tags):
        super().__init__()
        self.out = nn.Linear(30, tags)

    def forward(self, x):
        return self.out(x)


torch.manual_seed(0)
tagger = Tagger(7)
criterion = nn.BCELoss()
loss = criterion(tagger(torch.randn(16, 30)), torch.randint(0, 2, (16, 7)).float())
loss.backward()
""", path="/app/tagging/fit.py", at="loss = criterion(tagger(torch.randn(16, 30)), torch.randint(0, 2, (16, 7)).float())", form="docker", wears=[compose("tagging-1")],
      fix_any=["BCEWithLogitsLoss", "sigmoid", "binary_cross_entropy_with_logits"])
scene("loss-input", "mask_of_255_notebook", None, cells=[
    "import torch\nimport torch.nn.functional as F\npred = torch.rand(2, 1, 4, 4)\nmask = torch.randint(0, 2, (2, 1, 4, 4)) * 255",
    "loss = F.binary_cross_entropy(pred, mask.float())\nloss"],
      path="/home/mara/unet/mask.ipynb", at="loss = F.binary_cross_entropy(pred, mask.float())", run="guest", form="notebook", count=8,
      fix_any=["255", "> 0", "mask.float() /"])
scene("loss-input", "negative_variance_pytest_112", """
import torch
from torch import nn


def nll(mean, variance, target):
    return nn.GaussianNLLLoss()(mean, target, variance)


def test_the_loss_is_finite():
    torch.manual_seed(1)
    mean, variance = nn.Linear(4, 2)(torch.randn(8, 4)).chunk(2, dim=1)
    assert nll(mean, variance, torch.randn(8, 1)).isfinite()
""", path="/home/noor/hetero/tests/test_nll.py", at="return nn.GaussianNLLLoss()(mean, target, variance)", run="pytest", torch="1.12", form="pytest",
      fix_any=["softplus", "exp(", "clamp(", "abs(", "square"])
scene("loss-input", "tanh_discriminator_18", """
import torch
from torch import nn

D = nn.Sequential(nn.Linear(2, 8), nn.LeakyReLU(0.2), nn.Linear(8, 1), nn.Tanh())
adversarial = nn.BCELoss()


def discriminate(real, fake):
    ones, zeros = torch.ones(len(real), 1), torch.zeros(len(fake), 1)
    return adversarial(D(real), ones) + adversarial(D(fake), zeros)


discriminate(torch.randn(64, 2), torch.randn(64, 2))
""", path="/home/otto/gan/gan.py", at="return adversarial(D(real), ones) + adversarial(D(fake), zeros)", torch="1.8", form="stripped", wears=[stripped],
      fix_any=["BCEWithLogitsLoss", "Sigmoid", "sigmoid", "binary_cross_entropy_with_logits"])

# ---------------------------------------------------------------------------- rnn-input

scene("rnn-input", "embedding_narrower_than_lstm", """
import torch
from torch import nn


class Sentiment(nn.Module):
    def __init__(self, vocab, width, hidden):
        super().__init__()
        self.embed = nn.Embedding(vocab, width)
        self.lstm = nn.LSTM(hidden, hidden, batch_first=True)

    def forward(self, tokens):
        states, _ = self.lstm(self.embed(tokens))
        return states[:, -1]


Sentiment(200, 50, 128)(torch.randint(0, 200, (4, 12)))
""", path="/app/sentiment/model.py", at="states, _ = self.lstm(self.embed(tokens))", form="docker", wears=[compose("sentiment-1")], entities={"expected": 128, "got": 50},
      fix_any=["nn.LSTM(", "input_size", "50", "128", "width"])
scene("rnn-input", "hidden_of_last_batch_notebook", None, cells=[
    "import torch\nfrom torch import nn\nrnn = nn.GRU(10, 32, num_layers=2, batch_first=True)\nhidden = torch.zeros(2, 8, 32)",
    "for size in (8, 8, 5):\n    out, hidden = rnn(torch.rand(size, 20, 10), hidden)"],
      path="/home/mara/char-rnn/stateful.ipynb", at="    out, hidden = rnn(torch.rand(size, 20, 10), hidden)", run="guest", form="notebook", count=11, entities={"shapes": [[2, 5, 32], [2, 8, 32]]},
      fix_any=["drop_last", "hidden[:, :", "zeros(", "batch"])
scene("rnn-input", "unsorted_lengths_journal_112", """
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence


class Speech(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(40, 64, batch_first=True)

    def forward(self, mel, lengths):
        packed = pack_padded_sequence(mel, lengths, batch_first=True)
        return self.rnn(packed)[1]


Speech()(torch.rand(3, 90, 40), torch.tensor([55, 90, 71]))
""", path="/srv/asr/speech.py", at="packed = pack_padded_sequence(mel, lengths, batch_first=True)", torch="1.12", form="journal", wears=[journal("asr2", "speech", 18)],
      fix_any=["enforce_sorted=False", "enforce_sorted"])
scene("rnn-input", "zero_length_pytest", """
import torch
from torch.nn.utils.rnn import pack_padded_sequence


def pack(batch, mask):
    return pack_padded_sequence(batch, mask.sum(1), batch_first=True, enforce_sorted=False)


def test_padding_is_not_packed():
    mask = torch.tensor([[1, 1, 0], [0, 0, 0]])
    assert pack(torch.rand(2, 3, 5), mask).data.shape == (2, 5)
""", path="/home/noor/pack/tests/test_pack.py", at="return pack_padded_sequence(batch, mask.sum(1), batch_first=True, enforce_sorted=False)", run="pytest", form="pytest",
      fix_any=["> 0", "clamp(", "empty", "drop", "remove", "filter"])
scene("rnn-input", "flat_hidden_quoted", """
import torch
from torch import nn

decoder = nn.LSTM(24, 48, batch_first=True)
context = torch.rand(6, 48)
steps, _ = decoder(torch.rand(6, 1, 24), (context, context))
""", path="/home/sam/translate/decode.py", at="steps, _ = decoder(torch.rand(6, 1, 24), (context, context))", form="quoted", wears=[quoted],
      fix_any=["unsqueeze(0)", "[None"])

# ---------------------------------------------------------------------------- attention-mask

scene("attention-mask", "causal_mask_of_training_length", """
import torch
from torch import nn


class Decoder(nn.Module):
    def __init__(self, width=32, heads=4, length=10):
        super().__init__()
        self.attention = nn.MultiheadAttention(width, heads, batch_first=True)
        self.register_buffer("causal", torch.ones(length, length).triu(1).bool())

    def forward(self, x):
        mixed, _ = self.attention(x, x, x, attn_mask=self.causal)
        return mixed


Decoder()(torch.rand(2, 12, 32))
""", path="/app/gpt/decoder.py", at="mixed, _ = self.attention(x, x, x, attn_mask=self.causal)", form="docker", wears=[compose("gpt")], entities={"shapes": [[10, 10], [12, 12]]},
      fix_any=["[:", "x.size(1)", "x.shape[1]", "12"])
scene("attention-mask", "padding_mask_transposed_notebook_112", None, cells=[
    "import torch\nfrom torch import nn\nencoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(16, 2), 1)",
    "source = torch.rand(7, 3, 16)\npadding = torch.zeros(7, 3, dtype=torch.bool)\nencoder(source, src_key_padding_mask=padding).shape"],
      path="/home/mara/transformer/pad.ipynb", at="encoder(source, src_key_padding_mask=padding).shape", torch="1.12", run="guest", form="ansi", colors="Linux", count=4, entities={"shapes": [[3, 7], [7, 3]]},
      fix_any=["transpose(", ".T", ".t()", "batch_first"])
scene("attention-mask", "keys_longer_than_values_pytest", """
import torch
from torch import nn


class Cross(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(8, 2, batch_first=True)

    def forward(self, query, memory, values):
        return self.attention(query, memory, values)[0]


def test_it_looks_at_the_memory():
    out = Cross()(torch.rand(1, 4, 8), torch.rand(1, 9, 8), torch.rand(1, 4, 8))
    assert out.shape == (1, 4, 8)
""", path="/home/noor/cross/tests/test_cross.py", at="return self.attention(query, memory, values)[0]", run="pytest", form="pytest", entities={"shapes": [[9, 1, 8], [4, 1, 8]]},
      fix_any=["memory, memory", "values", "key"])
scene("attention-mask", "mask_per_batch_not_per_head_wrapped", """
import torch
from torch import nn

attention = nn.MultiheadAttention(embed_dim=64, num_heads=8, batch_first=True)
tokens = torch.rand(3, 20, 64)
visible = torch.ones(3, 20, 20).tril().bool()
attended, weights = attention(tokens, tokens, tokens, attn_mask=~visible)
""", path="/home/tomasz/attend/local.py", at="attended, weights = attention(tokens, tokens, tokens, attn_mask=~visible)", form="wrapped", wears=[mailed(80)], entities={"shapes": [[3, 20, 20], [24, 20, 20]]},
      fix_any=["repeat_interleave(", "num_heads", "24"])

# ---------------------------------------------------------------------------- empty-tensor

scene("empty-tensor", "no_boxes_left", """
import torch


def best_box(boxes, scores, threshold):
    kept = scores[scores > threshold]
    return boxes[scores == kept.max()]


boxes, scores = torch.rand(3, 4), torch.tensor([0.21, 0.4, 0.13])
best_box(boxes, scores, threshold=0.5)
""", path="/app/postprocess.py", at="return boxes[scores == kept.max()]", form="docker", wears=[compose("detector")],
      fix_any=["numel()", "len(", "empty"])
scene("empty-tensor", "nothing_collected_notebook_112", None, cells=[
    "import torch\nvalidation = []  # the loader of the last cell is used up\noutputs = [batch * 2 for batch in validation]",
    "outputs = torch.cat(outputs)\nprint(outputs.shape)"],
      path="/home/mara/val/collect.ipynb", at="outputs = torch.cat(outputs)", torch="1.12", run="guest", form="notebook", edit=plain, count=17,
      fix_any=["if outputs", "len(", "empty", "not outputs", "validation"])
scene("empty-tensor", "argmax_over_no_classes_pytest", """
import torch


def predict(logits, allowed):
    return logits[:, allowed].argmax(dim=1)


def test_a_class_is_predicted():
    logits = torch.rand(4, 10)
    allowed = torch.zeros(10, dtype=torch.bool)
    assert predict(logits, allowed).shape == (4,)
""", path="/home/noor/classes/tests/test_predict.py", at="return logits[:, allowed].argmax(dim=1)", run="pytest", form="pytest",
      fix_any=["numel()", "len(", "empty", "any()", "size(", "shape["])
scene("empty-tensor", "stack_of_no_losses_18", """
import torch


class Epoch:
    def __init__(self):
        self.losses = []

    def summary(self):
        return torch.stack(self.losses).mean().item()


print("train loss", Epoch().summary())
""", path="/home/otto/log/epoch.py", at="return torch.stack(self.losses).mean().item()", torch="1.8", form="journal", wears=[journal("lab3", "epoch", 3003)],
      fix_any=["if self.losses", "len(", "empty", "not self.losses"])
