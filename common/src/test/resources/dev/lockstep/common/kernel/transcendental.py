#!/usr/bin/env python3
"""Makes transcendental.csv, against which TranscendentalTest measures errors: function, x, f(x) rounded to double.

    python3 transcendental.py > transcendental.csv
    python3 transcendental.py coefficients      # prints those of Transcendental.erf

Needs mpmath; 40 digits.
"""
import random
import sys

from mpmath import chebyfit, erf, erfc, exp, factorial, log, mp, mpf, pi, sqrt, tanh

mp.dps = 40
POINTS = 300


def uniform(low, high):
    return [random.uniform(low, high) for _ in range(POINTS)]


def magnitudes(low, high, signs):
    return [random.choice(signs) * random.uniform(1, 2) * 2.0 ** random.randint(low, high) for _ in range(POINTS)]


def sigmoid(x):
    return 1 / (1 + exp(-x))


def table():
    random.seed(1)
    points = {
        ("exp", exp): uniform(-1, 1) + uniform(-745, 709) + magnitudes(-60, 8, [1, -1]),
        ("log", log): uniform(0.5, 2) + magnitudes(-1070, 1000, [1]) + uniform(0.999, 1.001),
        ("tanh", tanh): uniform(-1, 1) + uniform(-22, 22) + magnitudes(-100, 4, [1, -1]),
        ("sigmoid", sigmoid): uniform(-5, 5) + uniform(-700, 700) + magnitudes(-60, 9, [1, -1]),
        ("erf", erf): uniform(-1.1, 1.1) + uniform(-6, 6) + magnitudes(-100, 2, [1, -1]),
    }
    for (name, function), xs in points.items():
        for x in xs:
            print(f"{name},{x.hex()},{float(function(mpf(x))).hex()}")


def coefficients():
    """erf(x) / x in powers of x^2 on [0, 1]; erfc(x) exp(x^2) in powers of (x - 3) / (x + 3) on [1, 6]."""
    for n in range(18, -1, -1):
        print(float(2 / sqrt(pi) * (-1) ** n / (factorial(n) * (2 * n + 1))).hex())
    print()
    centre = mpf(3)

    def scaled(t):
        x = centre * (1 + t) / (1 - t)
        return erfc(x) * exp(x * x)

    for c in chebyfit(scaled, [(1 - centre) / (1 + centre), (6 - centre) / (6 + centre)], 16):
        print(float(c).hex())


if __name__ == "__main__":
    coefficients() if sys.argv[1:] == ["coefficients"] else table()
