"""Whether the paste is about machine learning at all: plain Python errors are told only there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.files import files
from mlexplain.diagnose.facts.scene import Scene
from mlexplain.diagnose.match import Views

_LIBRARIES_TEXT = """
accelerate bitsandbytes cv2 datasets deepspeed diffusers evaluate fastai flair flax gensim gym
gymnasium huggingface_hub ignite jax keras lightgbm lightning mlflow monai numba numpy nltk onnx
onnxruntime optuna pandas peft pytorch_lightning ray safetensors scipy sentence_transformers
seaborn sentencepiece skimage sklearn spacy stable_baselines3 tensorboard tensorflow timm tokenizers
torch torchaudio torchmetrics torchtext torchvision tqdm transformers trl ultralytics vllm wandb
xgboost
TTS apex chromadb comfy coremltools detectron2 dgl espnet espnet2 fairseq flash_attn insightface
jaxlib langchain librosa llama_cpp mmcv mmdet mmengine mmseg openvino paddle paddleocr
pycocotools rl_zoo3 sb3_contrib sglang speechbrain tensorrt torch_geometric triton unsloth
unsloth_zoo whisper xformers
"""
_LIBRARIES = frozenset(_LIBRARIES_TEXT.split())
_ELSEWHERE = frozenset("django flask fastapi celery sqlalchemy werkzeug selenium scrapy".split())  # noqa: SIM905
_SURE = re.compile(
    r"torch|\breward|tiktoken|Tokenizer\b|\bforward\(self|\.grad\b|\bnamed_parameters\b|\.parameters\b|\btrain_test_split\b|\b(?:En|De)coder\(|\b(?:train|evaluate|fit|predict|tokeni[sz]e\w*)\(|\bcuda\b|tensorflow|keras|transformers|tokenizer|\bnp\.|\bpd\.|numpy|pandas|\bdf\[|sklearn|spacy|\bnlp\("
    r"|\bplt\.|\bepochs?\b|dataloader|data_loader|(?:train|val|test)_?loader|batch_?size|\bbatch\b|optimizer\b|checkpoint"
    r"|\bckpt|\blogits\b|\bgradient|state_dict|learning_rate|\blr\b|val_loss|train_loss|\bloss(?:es)?\b|input_ids"
    r"|attention_mask|\btqdm\b|wandb|word2idx|\bvocab|id2label|label2id|\btrain(?:er|ing)?\.py|finetun|fine_tun"
    r"|label_map|class_to_(?:ind|idx)|cat2label|\bannotations?\b|tf_?record|darknet|rcnn|\bcoco\b|\bbbox"
    r"|\btrain_val|\b(?:train|test|eval|val)_(?:dataset|data|set|labels|images)\b|\bHF_(?:TOKEN|HOME)\b|\bWANDB_|\bCUDA_VISIBLE"
    r"|\bin (?:enumerate\(|tqdm\()*(?:self\.)?\w*(?:loader|_dl|\bdl)\b"
    r"|_batch\(|\b(?:MLP|CNN|RNN|LSTM|GRU|VAE|GAN|UNet|ResNet|Transformer)\w*\b"
    r"|(?:dataset|predict|inference|tokeni[sz]e\w*|\beval(?:uat\w*)?)\.py\b"
    r"|\bembedding|n_?heads?\b|hidden_(?:size|dim)|num_classes|block_size|\bnn\.|\bgpt|\bbert\b|DataLoader|Dataset\b|\bmnist\b|\bimagenet\b|\bconv\d"
    r"|[Ss]table_?[Bb]aselines|\bgym(?:nasium)?\b|\bmm(?:det|cv|seg|pose)|[Yy][Oo][Ll][Oo][vx_]?\d|\bultralytics\b"
    r"|[Ss]table[- _]?[Dd]iffusion|[Cc]omfy[Uu][Ii]|\b[Ll]la[Mm][Aa]|\b[Ww]hisper|\bdeepspeed\b|\bvllm\b"
    r"|\bdiffusers\b|\bhuggingface|\bonnx|\bdetectron2?\b|\bspeechbrain\b|\bkohya|\bTTS\b"
)
_IMPORTED = re.compile(r"^\s*(?:import|from)\s+(\w+)", re.M)
_HINTS = re.compile(
    r"\b(?:model|train|test|eval|labels?|images?|dataset|data|samples?|features?|predict\w*|preds?|accuracy|metrics?"
    r"|weights?|layers?|forward|config|tokens?|sentences?|score|outputs?|device|inference|exp|classes)\b",
    re.ASCII,  # a word ends where Chinese letters begin
)
_PARTS = re.compile(r"[A-Za-z][a-z]+|[A-Z]{2,}(?![a-z])")
_OF_THE_FIELD_TEXT = """
epoch epochs logits embedding embeddings minibatch tokenizer tokeniser dataloader fold folds kfold
hparams dropout classifier regressor spectrogram softmax backprop finetune finetuning hyperparams
hyperparameters trainset testset valset checkpoint ckpt corpus
"""
_OF_THE_FIELD = frozenset(_OF_THE_FIELD_TEXT.split())
"""Parts of names of which one is enough."""
_NEAR_THE_FIELD_TEXT = """
batch batches dataset datasets labels label train training loss losses scaler features feature
samples accuracy weights preds predictions predict model models augment pixels annotations metrics
val validation images tensor shuffle split seed learner
"""
_NEAR_THE_FIELD = frozenset(_NEAR_THE_FIELD_TEXT.split())
"""Parts of names that are met elsewhere as well: two of them are needed."""
_OF_A_WARNING = 12
_FEW = 3
"""Lines of a paste that holds no more than an error's last words."""
_FILES = re.compile(
    r"\.(?:npy|npz|pth?|ckpt|safetensors|onnx|tfrecords?|ipynb)\b|envs?[/\\](?:py)?(?:torch|tf|ml|dl|llm|nlp)"
)


def _named(scene: Scene) -> bool:
    """Whether the names in the user's own frames are those of the field."""
    mine = [frame for frame in scene.failure.frames if frame.mine]
    text = "\n".join(
        f"{frame.file.rpartition('/')[2]} {frame.function} {frame.code or ''}" for frame in mine
    )
    if _FILES.search(text) or any(_FILES.search(frame.file) for frame in scene.failure.frames):
        return True
    parts = {part.lower() for part in _PARTS.findall(text)}
    return bool(parts & _OF_THE_FIELD) or len(parts & _NEAR_THE_FIELD) > 1


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    libraries = set(facts.get("libraries") or ())
    if libraries & _ELSEWHERE:
        return {"learning": None}
    views = Views(scene.failure, scene.trace)
    shown = (text for frame in scene.failure.frames if frame.mine for _, text in frame.context)
    around = "\n".join((views.frames, views.log, views.message, *shown))
    own = list(files(scene))
    imported = {name for text in own for name in _IMPORTED.findall(text)}
    libraries |= imported & _LIBRARIES
    spoken = not imported & _ELSEWHERE and any(_SURE.search(text) for text in own)
    hints = {match[0] for match in _HINTS.finditer(around)}
    sure = bool(libraries & _LIBRARIES) or bool(_SURE.search(around)) or len(hints) >= 3
    sure = sure or _named(scene)
    return {"learning": sure or spoken or None, "alone": _alone(scene) or None}


def _alone(scene: Scene) -> bool:
    """Whether the paste is the error's own line and nothing else: no sign of another field.

    Of a warning, no more than it and a few lines: someone asks for it, and it did not pass by in a run.
    """
    failure, trace = scene.failure, scene.trace
    if failure.kind == "warning":
        return len(trace.failures) == 1 and 0 < trace.total_lines <= _OF_A_WARNING
    return not failure.frames and 0 < trace.total_lines <= _FEW
