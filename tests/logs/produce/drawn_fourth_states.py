"""A fourth drawing: checkpoints and what they hold."""

import drawn
from hf_tiny import folder
from wear import docker_time, journal, prefixed

GPT2 = {"models/gpt2": folder("gpt2")}


def scene(slug, name, code, **about):
    drawn.scene(slug, f"fourth_{name}", code, **about)


scene("state-dict-mismatch", "saved_with_six_layers", """
import argparse

import torch
from torch import nn


class TinyGPT(nn.Module):
    def __init__(self, n_layer=4, d=32, vocab=100):
        super().__init__()
        self.wte = nn.Embedding(vocab, d)
        self.blocks = nn.ModuleList(nn.TransformerEncoderLayer(d, 4, 64, batch_first=True) for _ in range(n_layer))
        self.head = nn.Linear(d, vocab, bias=False)


def main(argv=None):
    ap = argparse.ArgumentParser()
    ap.add_argument("--ckpt", default="ckpt.pt")
    ap.add_argument("--n-layer", type=int, default=4)
    args = ap.parse_args(argv)
    model = TinyGPT(n_layer=args.n_layer)
    state = torch.load(args.ckpt, map_location="cpu")
    model.load_state_dict(state)
    model.eval()
    print(sum(p.numel() for p in model.parameters()))


torch.save(TinyGPT(n_layer=6).state_dict(), "ckpt.pt")  # what train.py left
main([])
""", path="/home/felix/gpt/sample.py", at="model.load_state_dict(state)", entities={"class": "TinyGPT"}, 
      fix_any=["n_layer", "blocks.4", "6 blocks", "6 layers", "more blocks", "more layers"])

scene("state-dict-mismatch", "vocabulary_grew_before_saving", """
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

SPECIAL = ["<|user|>", "<|assistant|>", "<|end|>"]


def finetune(out):
    tok = AutoTokenizer.from_pretrained("models/gpt2")
    model = AutoModelForCausalLM.from_pretrained("models/gpt2")
    tok.add_special_tokens({"additional_special_tokens": SPECIAL})
    model.resize_token_embeddings(len(tok))
    torch.save(model.state_dict(), out)


def load(ckpt):
    model = AutoModelForCausalLM.from_pretrained("models/gpt2")
    model.load_state_dict(torch.load(ckpt))
    return model.eval()


finetune("chat.pt")
model = load("chat.pt")
print(model.config.vocab_size)
""", path="/workspace/chat/serve.py", folders=GPT2, at="model.load_state_dict(torch.load(ckpt))", form="docker", wears=[prefixed(docker_time)],
      entities={"parameters": ["transformer.wte.weight"], "shapes": [[354, 32], [351, 32]]}, fix=["resize_token_embeddings("])

scene("state-dict-mismatch", "plain_weights_into_ddp", """
import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP


def build():
    return nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 2))


def main():
    dist.init_process_group("gloo")
    rank = dist.get_rank()
    if rank == 0:
        torch.save(build().state_dict(), "pretrained.pt")
    dist.barrier()
    model = DDP(build())
    state = torch.load("pretrained.pt", map_location="cpu")
    model.load_state_dict(state)
    if rank == 0:
        print("loaded")
    dist.destroy_process_group()


if __name__ == "__main__":
    main()
""", path="/fsx/anita/vit/finetune.py", at="model.load_state_dict(state)", run="torchrun", launch=["--nproc-per-node", "2", "--master-port", "29821"], form="torchrun",
      root="Missing key(s)", others=["dist-child-failed"], fix_any=["model.module.load_state_dict(state)"])

scene("weights-only-load", "settings_pickled_beside_the_weights", """
from dataclasses import dataclass, field

import torch
from torch import nn


@dataclass
class TrainConfig:
    lr: float = 3e-4
    hidden: int = 64
    tags: list = field(default_factory=list)


def save(model, cfg, path):
    torch.save({"model": model.state_dict(), "cfg": cfg}, path)


def restore(path):
    ckpt = torch.load(path, map_location="cpu")
    cfg = ckpt["cfg"]
    model = nn.Sequential(nn.Linear(10, cfg.hidden), nn.ReLU(), nn.Linear(cfg.hidden, 1))
    model.load_state_dict(ckpt["model"])
    return model, cfg


cfg = TrainConfig(tags=["baseline"])
save(nn.Sequential(nn.Linear(10, 64), nn.ReLU(), nn.Linear(64, 1)), cfg, "best.pt")
model, cfg = restore("best.pt")
print(cfg)
""", path="/home/carla/exp/restore.py", at='ckpt = torch.load(path, map_location="cpu")', fix_any=["add_safe_globals([TrainConfig])", "safe_globals([TrainConfig])", "weights_only=False"])

scene("checkpoint-corrupt", "torch_file_through_pickle", """
import pickle

import torch
from torch import nn


def save_checkpoint(model, epoch, path="last.pth"):
    torch.save({"epoch": epoch, "state": model.state_dict()}, path)


def load_checkpoint(path):
    with open(path, "rb") as f:
        ckpt = pickle.load(f)
    return ckpt["epoch"], ckpt["state"]


model = nn.Linear(4, 2)
save_checkpoint(model, 7)
epoch, state = load_checkpoint("last.pth")
model.load_state_dict(state)
print("resuming from", epoch)
""", path="/home/tomas/gait/resume.py", at="ckpt = pickle.load(f)", fix_any=["torch.load(path", "torch.load("])

scene("checkpoint-corrupt", "cache_of_an_interrupted_run", """
import os
import pickle

import numpy as np

CACHE = "features.pkl"


def compute():
    rng = np.random.default_rng(0)
    return {f"img_{i}": rng.random(16) for i in range(10)}


def get_features():
    if os.path.exists(CACHE):
        print("using cached features")
        with open(CACHE, "rb") as f:
            return pickle.load(f)
    feats = compute()
    with open(CACHE, "wb") as f:
        pickle.dump(feats, f)
    return feats


open(CACHE, "wb").close()  # what the killed run left
print(len(get_features()))
""", path="/home/irina/retrieval/features.py", at="return pickle.load(f)", form="journal", wears=[journal("node7", "retrieval", 771)],
      fix_any=["delete", "remove", "rm features.pkl", "rm ", "os.path.getsize", "os.remove", "again"])
