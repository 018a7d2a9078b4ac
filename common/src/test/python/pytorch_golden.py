#!/usr/bin/python3
"""Writes what PyTorch makes of two small networks in 20 steps of plain SGD, for PyTorchGoldenTest.

Data and first weights are formulas, which the test states again; the files hold the losses of the steps and the
parameters after the last one, in the layout's order. Debian's python3-torch is enough:

    /usr/bin/python3 pytorch_golden.py ../resources/dev/lockstep/common/nn
"""
import math
import sys

import torch
from torch import nn

STEPS, BATCH, RATE = 20, 24, 0.1


def features(first, width):
    """Row r, column j: (31 r + 17 j + 7 r j) mod 101, moved to [-1, 1]."""
    rows = range(first, first + BATCH)
    return torch.tensor([[((31 * r + 17 * j + 7 * r * j) % 101 - 50) / 50 for j in range(width)] for r in rows])


def labels(first, classes):
    """The class of row r: which of equal parts of [0, 101) holds 31 r mod 101, so that column 0 tells it."""
    return torch.tensor([31 * r % 101 * classes // 101 for r in range(first, first + BATCH)])


def first_weights(model):
    """Weight k of the flat vector: (7919 k) mod 2003, moved to [-1, 1], over the square root of the fan-in. Biases 0.

    Dense weights lie as [in, out] in the flat vector, the transpose of PyTorch's.
    """
    k = 0
    with torch.no_grad():
        for layer in weighted(model):
            weights = layer.weight.t() if isinstance(layer, nn.Linear) else layer.weight
            fan_in = layer.weight[0].numel()
            values = [((7919 * (k + i)) % 2003 - 1001) / 1001 / math.sqrt(fan_in) for i in range(weights.numel())]
            weights.copy_(torch.tensor(values).reshape(weights.shape))
            layer.bias.zero_()
            k += weights.numel() + layer.bias.numel()


def weighted(model):
    return [layer for layer in model if isinstance(layer, (nn.Linear, nn.Conv2d))]


def flat(model):
    tensors = []
    for layer in weighted(model):
        weights = layer.weight.t() if isinstance(layer, nn.Linear) else layer.weight
        tensors += [weights.reshape(-1), layer.bias]
    return torch.cat(tensors).tolist()


def write(path, model, shape, classes):
    first_weights(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE)
    loss_of = nn.CrossEntropyLoss()
    with open(path, "w", encoding="ascii") as out:
        out.write(f"# PyTorch {torch.__version__}, {STEPS} steps of {BATCH} examples, rate {RATE}; pytorch_golden.py\n")
        for step in range(STEPS):
            x = features(step * BATCH, math.prod(shape)).reshape(BATCH, *shape)
            loss = loss_of(model(x), labels(step * BATCH, classes))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            out.write(f"loss {loss.item():.9g}\n")
        for value in flat(model):
            out.write(f"parameter {value:.9g}\n")


def main(folder):
    torch.set_num_threads(1)
    mlp = nn.Sequential(nn.Linear(12, 16), nn.ReLU(), nn.Linear(16, 8), nn.Tanh(), nn.Linear(8, 4))
    write(f"{folder}/pytorch-mlp.txt", mlp, [12], 4)
    cnn = nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
                        nn.Conv2d(4, 6, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
                        nn.Linear(24, 10), nn.Tanh(), nn.Linear(10, 3))
    write(f"{folder}/pytorch-cnn.txt", cnn, [1, 8, 8], 3)


if __name__ == "__main__":
    main(sys.argv[1])
