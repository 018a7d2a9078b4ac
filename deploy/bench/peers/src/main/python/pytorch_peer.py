"""The peer: trains one network of the comparison with PyTorch, in one process or as one of several by DistributedDataParallel
over Gloo, and writes how long each step took, from the end of one to the end of the next."""

import argparse
import gzip
import json
import pathlib
import time

import numpy as np
import torch
import torch.distributed as dist
from torch import nn

SEED = 1


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--network", required=True)
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--learning-rate", type=float, required=True)
    parser.add_argument("--momentum", type=float, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--rank", type=int, default=0)
    parser.add_argument("--store")
    return parser.parse_args()


def fashion_mnist(folder):
    """float32 [60000, 784] between 0 and 1, and int64 [60000]."""
    with gzip.open(folder / "train-images-idx3-ubyte.gz") as file:
        images = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 784)
    with gzip.open(folder / "train-labels-idx1-ubyte.gz") as file:
        labels = np.frombuffer(file.read(), np.uint8, offset=8)
    return torch.from_numpy(images.astype(np.float32)).div_(255), torch.from_numpy(labels.astype(np.int64))


def dense(*widths):
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def convolutional():
    return nn.Sequential(
        nn.Unflatten(1, (1, 28, 28)),
        nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(64 * 7 * 7, 128), nn.ReLU(),
        nn.Linear(128, 10))


# The same as in deploy/bench/jobs.
NETWORKS = {
    "small": lambda: dense(784, 128, 10),
    "mlp": lambda: dense(784, 512, 256, 10),
    "big": lambda: dense(784, 2048, 2048, 10),
    "cnn": convolutional,
}


def train(model, images, labels, given):
    """Yields the duration in ms and the loss of each step."""
    optimizer = torch.optim.SGD(model.parameters(), lr=given.learning_rate, momentum=given.momentum)
    loss_of = nn.CrossEntropyLoss()
    order = torch.randperm(len(images))
    share = given.batch // given.processes
    batches = len(images) // given.batch
    began = time.perf_counter()
    for step in range(given.steps):
        first = step % batches * given.batch + given.rank * share
        rows = order[first:first + share]
        scores = model(images.index_select(0, rows))
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of(scores, labels.index_select(0, rows))
        loss.backward()
        optimizer.step()
        value = loss.item()
        ended = time.perf_counter()
        yield (ended - began) * 1e3, value
        began = ended


def main():
    given = options()
    torch.set_num_threads(given.threads)
    torch.manual_seed(SEED)
    images, labels = fashion_mnist(given.data)
    model = NETWORKS[given.network]()
    parameters = sum(p.numel() for p in model.parameters())
    if given.processes > 1:
        dist.init_process_group("gloo", init_method="file://" + given.store, rank=given.rank, world_size=given.processes)
        model = nn.parallel.DistributedDataParallel(model, gradient_as_bucket_view=True)
    steps = list(train(model, images, labels, given))
    if given.rank == 0:
        lines = [{"version": "PyTorch " + torch.__version__, "parameters": parameters}]
        lines += [{"step": i + 1, "loss": loss, "step_ms": ms} for i, (ms, loss) in enumerate(steps)]
        given.out.write_text("".join(json.dumps(line) + "\n" for line in lines))


main()
