"""Makes pytorch.txt: parameters after each step by PyTorch's optimizers. Run: python3 pytorch.py > pytorch.txt

A line per case: name, then steps x 3 numbers. Gradients are those of 0.5 * sum(curvature * (w - target)^2), computed here
in float64 and given to the optimizer as they are; all in float64, so that this is the definition and not a rounding.
"""

import torch

STEPS = 6
CURVATURE = torch.tensor([1.0, 10.0, 0.1], dtype=torch.float64)
TARGET = torch.tensor([1.0, -2.0, 0.5], dtype=torch.float64)

CASES = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.05),
    "sgd-decay": lambda p: torch.optim.SGD(p, lr=0.05, weight_decay=0.1),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.01),
    "adam": lambda p: torch.optim.Adam(p, lr=0.1),
    "adam-decay": lambda p: torch.optim.Adam(p, lr=0.1, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.1, weight_decay=0.1),
    "clipped": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
}

for name, make in CASES.items():
    w = torch.tensor([0.5, 0.25, -3.0], dtype=torch.float64, requires_grad=True)
    optimizer = make([w])
    numbers = []
    for step in range(STEPS):
        w.grad = (CURVATURE * (w - TARGET)).detach()
        if name == "clipped":
            torch.nn.utils.clip_grad_norm_([w], 1.5)
        optimizer.step()
        numbers += w.tolist()
    print(name, *(repr(x) for x in numbers))

w = torch.zeros(1, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.5)
cosine = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=8, eta_min=0.05)
rates = []
for step in range(9):
    rates.append(optimizer.param_groups[0]["lr"])
    optimizer.step()
    cosine.step()
print("cosine", *(repr(x) for x in rates))
