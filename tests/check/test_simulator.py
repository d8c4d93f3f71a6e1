"""The simulator itself: what CUDA refuses is refused in torch's words, what it allows is allowed."""

from __future__ import annotations

import copy
import io

import pytest

torch = pytest.importorskip("torch")

from torch import nn  # noqa: E402
from torch.utils.data import DataLoader, TensorDataset  # noqa: E402

from tests.check.simulator import CudaSimulator  # noqa: E402


@pytest.fixture
def gpus():
    with CudaSimulator(devices=2) as simulator:
        yield simulator


def x():
    return torch.ones(4, 3)


REFUSED = {
    "add": (lambda: x() + x().cuda(), "found at least two devices, cuda:0 and cpu!"),
    "two cards": (lambda: x().to("cuda:1") + x().cuda(), "cuda:1 and cuda:0!"),
    "linear": (lambda: nn.Linear(3, 2).cuda()(x()), "mat1 is on cpu, different from other tensors"),
    "model on the host": (lambda: nn.Linear(3, 2)(x().cuda()), "mat1 is on cuda:0"),
    "embedding": (lambda: nn.Embedding(3, 2).cuda()(torch.tensor([1])), "_index_select"),
    "convolution": (
        lambda: nn.Conv1d(1, 1, 1)(torch.ones(1, 1, 3).cuda()),
        r"Input type \(torch.cuda.FloatTensor\) and weight type \(torch.FloatTensor\)",
    ),
    "recurrent": (lambda: nn.LSTM(3, 2).cuda()(torch.ones(1, 1, 3)), "are not at the same device"),
    "hidden state": (
        lambda: nn.GRU(3, 2).cuda()(torch.ones(1, 1, 3).cuda(), torch.zeros(1, 1, 2)),
        "found input tensor at cuda:0 and hidden tensor at cpu",
    ),
    "stack": (lambda: torch.stack([x(), x().cuda()]), "wrapper_CUDA_cat"),
    "cuda index, cpu tensor": (lambda: x()[torch.tensor([0]).cuda()], "indices should be either"),
    "masked fill": (lambda: x().cuda().masked_fill(x() > 0, 0.0), "expected self and mask"),
    "targets": (
        lambda: nn.functional.cross_entropy(x().cuda(), torch.zeros(4).long()),
        "target is on cpu",
    ),
    "in place into a cpu scalar": (lambda: torch.tensor(2.0).add_(x().cuda().sum()), "two devices"),
    "lengths": (
        lambda: nn.utils.rnn.pack_padded_sequence(
            torch.ones(2, 3, 1).cuda(), torch.tensor([3, 2]).cuda(), batch_first=True
        ),
        "should be a 1D CPU int64 tensor",
    ),
    "generator": (
        lambda: torch.randn(2, generator=torch.Generator(), device="cuda"),
        "Expected a 'cuda' device type for generator but found 'cpu'",
    ),
    "ordinal": (lambda: x().to("cuda:5"), "invalid device ordinal"),
    "attention mask": (
        lambda: nn.functional.scaled_dot_product_attention(
            *[torch.ones(1, 2, 3, 4).cuda()] * 3, attn_mask=torch.zeros(3, 3)
        ),
        "same device",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refuses_in_torchs_words(gpus, name):
    operation, message = REFUSED[name]
    with pytest.raises(RuntimeError, match=message):
        operation()


@pytest.mark.parametrize("convert", [lambda t: t.numpy(), lambda t: __import__("numpy").array(t)])
def test_numpy_wants_host_memory(gpus, convert):
    with pytest.raises(TypeError, match="can't convert cuda:0 device type tensor to numpy"):
        convert(x().cuda())
    assert convert(x().cuda().cpu()).shape == (4, 3)


ALLOWED = {
    "cpu scalar": lambda: torch.tensor(2.0) * x().cuda(),
    "cpu index": lambda: x().cuda()[torch.tensor([0])],
    "where with a cpu scalar": lambda: torch.where(x().cuda() > 0, x().cuda(), torch.tensor(0.0)),
    "copy_": lambda: torch.zeros(4, 3, device="cuda").copy_(x()),
    "type_as": lambda: x().type_as(x().cuda()),
    "to another tensor": lambda: x().to(x().cuda()),
    "zeros_like": lambda: torch.zeros_like(x().cuda()),
    "new_zeros": lambda: x().cuda().new_zeros(2),
    "new_tensor": lambda: x().cuda().new_tensor([1.0]),
    "one_hot": lambda: nn.functional.one_hot(torch.tensor([1]).cuda()),
    "legacy constructor": lambda: torch.cuda.FloatTensor(2, 3),
    "deepcopy": lambda: copy.deepcopy(nn.Linear(2, 2).cuda()).weight,
    "attention": lambda: nn.MultiheadAttention(4, 2).cuda()(*[torch.ones(1, 3, 4).cuda()] * 3)[0],
    "data parallel": lambda: nn.DataParallel(nn.Linear(3, 2).cuda())(x()),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_allows_what_cuda_allows(gpus, name):
    assert ALLOWED[name]().device == torch.device("cuda:0")


def test_modules_move_in_place_and_tensors_do_not(gpus):
    module, tensor = nn.BatchNorm1d(3), x()
    module.to("cuda:1")
    tensor.to("cuda:1")
    assert module.weight.device == module.running_mean.device == torch.device("cuda:1")
    assert tensor.device == torch.device("cpu")


def test_contexts_and_default_device(gpus):
    with torch.device("cuda"):
        assert nn.Linear(2, 2).weight.is_cuda and torch.tensor([1.0]).is_cuda
    torch.set_default_device("cuda:1")
    assert torch.arange(3).device == torch.device("cuda:1")
    torch.set_default_device(None)
    torch.cuda.set_device(1)
    assert x().cuda().device == torch.device("cuda:1")


def test_training_keeps_gradients_and_state_on_the_card(gpus):
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(8, 2)).cuda()
    optimizer = torch.optim.AdamW(model.parameters())
    for _ in range(2):
        loss = model(torch.ones(2, 1, 4, 4, device="cuda")).sum()
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    assert all(p.is_cuda and p.grad.is_cuda for p in model.parameters())


def test_gradients_flow_back_over_a_move(gpus):
    leaf = torch.ones(3, requires_grad=True)
    (leaf.cuda() * 2).sum().backward()
    assert leaf.grad.device == torch.device("cpu") and leaf.grad.tolist() == [2.0] * 3


@pytest.mark.parametrize(
    "map_location, device",
    [(None, "cuda:0"), ("cpu", "cpu"), ({"cuda:0": "cuda:1"}, "cuda:1"), ("cuda:1", "cuda:1")],
)
def test_saved_tensors_come_back_where_they_were(gpus, map_location, device):
    file = io.BytesIO()
    torch.save(x().cuda(), file)
    file.seek(0)
    assert torch.load(file, map_location=map_location).device == torch.device(device)


def test_workers_may_not_touch_cuda(gpus):
    loader = DataLoader(TensorDataset(x().cuda()), num_workers=2)
    with pytest.raises(RuntimeError, match=r"CUDA|initialization"):
        list(loader)
    with pytest.raises(RuntimeError, match="only dense CPU tensors can be pinned"):
        list(DataLoader(TensorDataset(x().cuda()), pin_memory=True))
    assert len(list(DataLoader(TensorDataset(x()), num_workers=2, pin_memory=True))) == 4


def test_a_machine_without_cuda():
    with CudaSimulator(devices=0):
        assert not torch.cuda.is_available()
        with pytest.raises(AssertionError, match="not compiled with CUDA"):
            x().cuda()


def test_everything_is_put_back():
    before = torch.Tensor.to, torch.Generator, torch.cuda.is_available
    with CudaSimulator():
        pass
    assert (torch.Tensor.to, torch.Generator, torch.cuda.is_available) == before
    assert x().device == torch.device("cpu")
