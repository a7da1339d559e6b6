#!/usr/bin/python3
"""Writes engine/sampler_coefficients.h to standard output, or checks it:

    /usr/bin/python3 tests/tools/sampler_coefficients.py > /tmp/new.h     about 20 s
    /usr/bin/python3 tests/tools/sampler_coefficients.py --check          compares every number

Needs Debian's python3-numpy and python3-mpmath. Four kinds of numbers:

exact     Cornish-Fisher terms in rationals, rounded once. Cumulants of the binomial (each is
          p q times the derivative of the one before) less those of the uniform distribution on
          (-1/2, 1/2), which is the lattice correction (Euler-Maclaurin), go into Hill and Davis's
          inversion (Ann. Math. Stat. 39, 1968, p. 1264). The same bits everywhere.
minimax   polynomials of log and exp: Remez's exchange in 50 digits. The same bits everywhere.
rational  normal quantile: Remez's exchange for quotients in 60 digits. The same bits everywhere.
fit       what stands for all orders above 4 at a variance under 160: least squares in doubles, weights
          raised where the error is largest (Lawson). Bits depend on NumPy's linear algebra and the C
          library, so a refit elsewhere may differ in last digits; the header's are those of FIT_DIGEST
          (Debian 12, NumPy 1.24.2, x86-64), and --check accepts them by that digest. A refit that is to
          replace them changes results: tests/test_sampler.c holds their error and hashes the quantiles.
"""
import hashlib
import math
import os
import re
import sys
from fractions import Fraction
from statistics import NormalDist

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the order of sums, so the bits
import mpmath as mp
import numpy as np

HEADER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "engine", "sampler_coefficients.h")
FIT_DIGEST = "dfbb6032321d8d7f140bcc3f8d1bb7244a612c2f4649663d9e0ec02ecd67fcf5"
ORDERS = 6  # terms in 1/sigma that the samplers use


# ── exact: polynomials {(power of 1/sigma, of z, of d): coefficient}, d = q - p, 1 for Poisson ───
def plus(a, b, factor=1):
    total = dict(a)
    for key, value in b.items():
        value = total.get(key, 0) + factor * value
        if value:
            total[key] = value
        else:
            total.pop(key, None)
    return total


def times(a, b):
    product = {}
    for (e1, z1, d1), v1 in a.items():
        for (e2, z2, d2), v2 in b.items():
            if e1 + e2 <= ORDERS:
                key = (e1 + e2, z1 + z2, d1 + d2)
                product[key] = product.get(key, 0) + v1 * v2
    return {key: value for key, value in product.items() if value}


def scaled(a, factor):
    return {key: value * factor for key, value in a.items()}


def cumulants(most):
    """kappa_r / sigma^2 of the binomial as {power of d: coefficient}, r = 2 .. most. With p = (1-d)/2 and
    p q = (1-d^2)/4 the next one is -2 d/dd of (1-d^2)/4 times this one."""
    ratio = {2: {0: Fraction(1)}}
    for r in range(2, most):
        inner = {}
        for k, v in ratio[r].items():
            inner[k] = inner.get(k, 0) + v / 4
            inner[k + 2] = inner.get(k + 2, 0) - v / 4
        ratio[r + 1] = {k - 1: -2 * k * v for k, v in inner.items() if k > 0}
    return ratio


def bernoulli(most):
    b = [Fraction(1)]
    for m in range(1, most + 1):
        b.append(-sum(math.comb(m + 1, k) * b[k] for k in range(m)) / Fraction(m + 1))
    return b


def lattice_terms():
    """{order j: {(power of z, of d): coefficient}} of the quantile (k + 1/2 - m) / sigma, in sigma^-j."""
    most = ORDERS + 2
    ratio, b = cumulants(most), bernoulli(most + 1)
    exponent = {}  # of the generating function: {power of the shift: polynomial}
    for r in range(2, most + 1):
        term = {(r - 2, 0, k): v for k, v in ratio[r].items()} if 3 <= r <= ORDERS + 2 else {}
        if r % 2 == 0 and r <= ORDERS:
            term = plus(term, {(r, 0, 0): -b[r] / r})
        if term:
            exponent[r] = scaled(term, Fraction(1, math.factorial(r)))

    def series_times(p, q):
        product = {}
        for i, a in p.items():
            for j, c in q.items():
                m = times(a, c)
                if m:
                    product[i + j] = plus(product.get(i + j, {}), m)
        return {key: value for key, value in product.items() if value}

    expansion, term = {}, {0: {(0, 0, 0): Fraction(1)}}
    for m in range(1, ORDERS + 1):  # exp of the exponent, less 1
        term = series_times(term, exponent)
        for key, value in term.items():
            expansion[key] = plus(expansion.get(key, {}), scaled(value, Fraction(1, math.factorial(m))))

    hermite = [{0: Fraction(1)}, {1: Fraction(1)}]
    for k in range(2, max(expansion) + 1):
        p = {i + 1: v for i, v in hermite[-1].items()}
        for i, v in hermite[-2].items():
            p[i] = p.get(i, 0) - (k - 1) * v
        hermite.append(p)
    correction = {}  # (CDF - Phi) / phi
    for r, polynomial in expansion.items():
        for i, v in hermite[r - 1].items():
            correction = plus(correction, {(e, z + i, d): -c * v for (e, z, d), c in polynomial.items()})

    def derivative(a):
        return {(e, z - 1, d): v * z for (e, z, d), v in a.items() if z > 0}

    # y = z + sum over m of (-1)^m / m! (D - z)(D - 2z) .. (D - (m-1) z) correction^m
    y, power = {(0, 1, 0): Fraction(1)}, {(0, 0, 0): Fraction(1)}
    for m in range(1, ORDERS + 1):
        power = times(power, correction)
        t = power
        for c in range(m - 1, 0, -1):
            t = plus(derivative(t), {(e, z + 1, d): -c * v for (e, z, d), v in t.items()})
        y = plus(y, scaled(t, Fraction((-1) ** m, math.factorial(m))))
    orders = {}
    for (e, z, d), v in y.items():
        orders.setdefault(e, {})[(z, d)] = v
    return orders


def lattice_rows(terms, j):
    """Order j by rising powers of Z = z^2, each by rising powers of D = d^2; odd orders are d times, even
    ones z times this."""
    rows = []
    for z in range((j + 1) % 2, j + 2, 2):
        row = {(d - j % 2) // 2: v for (power, d), v in terms[j].items() if power == z}
        rows.append([row.get(i, Fraction(0)) for i in range(max(row) + 1)])
    return rows


# ── minimax: Remez's exchange ───────────────────────────────────────────────────────────────────
def extremes(grid, errors, count):
    """The largest error of each run of one sign; the smaller end goes while there are too many."""
    found, current = [], None
    for t, e in zip(grid, errors):
        if current is None or (e > 0) != (current[1] > 0):
            if current is not None:
                found.append(current)
            current = (t, e)
        elif abs(e) > abs(current[1]):
            current = (t, e)
    found.append(current)
    while len(found) > count:
        found.pop(0 if abs(found[0][1]) < abs(found[-1][1]) else -1)
    return [t for t, _ in found]


def chebyshev(low, high, i, n, bend=1):
    return low + (high - low) * ((1 - mp.cos(mp.pi * i / n)) / 2) ** mp.mpf(bend)


def minimax_polynomial(f, low, high, degree):
    middle, half = (low + high) / 2, (high - low) / 2
    points = [middle - half * mp.cos(mp.pi * i / (degree + 1)) for i in range(degree + 2)]
    grid = [middle - half * mp.cos(mp.pi * i / 400) for i in range(401)]
    for _ in range(20):
        a, b = mp.matrix(degree + 2, degree + 2), mp.matrix(degree + 2, 1)
        for r, t in enumerate(points):
            for i in range(degree + 1):
                a[r, i] = t ** i
            a[r, degree + 1], b[r] = mp.mpf((-1) ** r), f(t)
        x = mp.lu_solve(a, b)
        c = [x[i] for i in range(degree + 1)]
        errors = [mp.polyval(c[::-1], t) - f(t) for t in grid]
        new = extremes(grid, errors, degree + 2)
        if len(new) < degree + 2:
            break
        points = new
        if max(map(abs, errors)) < abs(x[degree + 1]) * 1.01:
            break
    return c


def logarithm_and_exponential():
    mp.mp.dps = 50

    def atanh_tail(z):  # (atanh(s)/s - 1)/s^2, z = s^2
        s = mp.sqrt(z)
        return (mp.atanh(s) / s - 1) / z if z else mp.mpf(1) / 3

    def exp_tail(r):
        return (mp.exp(r) - 1 - r) / r ** 2 if abs(r) >= mp.mpf("1e-12") else mp.mpf("0.5") + r / 6

    half = mp.log(2) / 2 * mp.mpf("1.0001")
    high = mp.floor(mp.log(2) * 2 ** 32) / 2 ** 32
    return {
        "LOG2_HIGH": [high],
        "LOG2_LOW": [mp.log(2) - high],
        "ATANH_NARROW": minimax_polynomial(atanh_tail, mp.mpf(0), mp.mpf("0.1716") ** 2, 6),
        "ATANH_WIDE": minimax_polynomial(atanh_tail, mp.mpf(0), (mp.mpf(1) / 3) ** 2 * mp.mpf("1.0001"), 9),
        "EXP_TAIL": minimax_polynomial(exp_tail, -half, half, 9),
    }


# ── rational: normal quantile / w in t = -log(1 - w^2), degrees 7 and 7; roughly / (u - 1/2) in u (1 - u), 6 and 6 ──
def normal_over_w(t):
    w = mp.sqrt(-mp.expm1(-t))
    return mp.sqrt(2) * mp.erfinv(w) / w if t else mp.sqrt(mp.pi / 2)


def normal_over_distance(x):
    w = mp.sqrt(1 - 4 * x)
    return 2 * mp.sqrt(2) * mp.erfinv(w) / w if w else mp.sqrt(2 * mp.pi)


def minimax_rational(function, n, m, grid, points):
    """Numerator and denominator (constant term 1) of least relative error on the grid, from n + m + 2 points of it.
    The equations are linear but for error times denominator, solved by repeating with the denominator of the step
    before."""
    count, known = n + m + 2, {}

    def f(t):
        if t not in known:
            known[t] = function(t)
        return known[t]

    below, error = [mp.mpf(0)] * m, mp.mpf(0)
    for _ in range(60):
        for _ in range(40):
            a, b = mp.matrix(count, count), mp.matrix(count, 1)
            for r, t in enumerate(points):
                sign, b[r] = (-1) ** r, (1 + (-1) ** r * error) * f(t)
                for i in range(n + 1):
                    a[r, i] = t ** i
                for j in range(1, m + 1):
                    a[r, n + j] = -b[r] * t ** j
                a[r, n + m + 1] = -sign * f(t) * (1 + sum(below[j - 1] * t ** j for j in range(1, m + 1)))
            x = mp.lu_solve(a, b)
            below = [x[n + 1 + j] for j in range(m)]
            error += x[n + m + 1]
            if abs(x[n + m + 1]) < abs(error) * mp.mpf("1e-12"):
                break
        top, bottom = [x[i] for i in range(n + 1)], [mp.mpf(1)] + below
        errors = [mp.polyval(top[::-1], t) / mp.polyval(bottom[::-1], t) / f(t) - 1 for t in grid]
        new = extremes(grid, errors, count)
        if len(new) < count:
            break
        points = new
        if max(map(abs, errors)) < abs(error) * mp.mpf("1.02"):
            break
    return top, bottom


def normal_quantile():
    """The tail's fit errs by +2.2096e-13 at the seam; its numerator is scaled so that it errs by +2.5e-13
    there, above the centre's +2.3e-13: a jump upward. In two steps, since their rounding is part of the
    bits: raised by 5e-13 in doubles it errs by 7.2096e-13."""
    mp.mp.dps = 60

    def over_w(low, high, bend, bend_of_points):
        def places(count, bend):
            return [chebyshev(mp.mpf(low), mp.mpf(high), i, count, bend) for i in range(count + 1)]

        return minimax_rational(normal_over_w, 7, 7, places(600, bend), places(15, bend_of_points))

    centre, tail = over_w(0, 8, "1.5", "2.2"), over_w(8, 36, 1, "1.2")
    scale = (1 + mp.mpf("2.5e-13")) / (1 + mp.mpf("7.2096e-13"))
    raised = [mp.mpf(float(c) * (1 + 5e-13)) * scale for c in tail[0]]
    return {"NORMAL_CENTRE_N": centre[0], "NORMAL_CENTRE_D": centre[1], "NORMAL_TAIL_N": raised,
            "NORMAL_TAIL_D": tail[1]}


def central_quantile():
    """Points lie closer towards the tail."""
    mp.mp.dps = 60
    tail = mp.mpf(1) / 2048

    def places(count):
        low = 4 * tail * (1 - tail)
        return [low ** ((1 + mp.cos(mp.pi * i / count)) / 2) / 4 for i in range(count + 1)]

    top, bottom = minimax_rational(normal_over_distance, 6, 6, places(600), places(13))
    return {"CENTRAL_N": top, "CENTRAL_D": bottom}


# ── fit: orders above 4 at 14 + 14 d <= variance < 160 ──────────────────────────────────────────
FIT_Z, FIT_D, FIT_S = 6, 3, 2  # powers of Z, D and S = 1/variance, for odd and even orders each


def fourth_order(terms, z, mean, sigma, d):
    y = mean + sigma * z
    for j in range(1, 5):
        t = np.zeros_like(z)
        for (a, b), c in terms[j].items():
            t += float(c) * z ** a * d ** b
        y = y + t * sigma ** (1 - j)
    return y


def true_residuals(terms, n, p):
    """Where the quantile jumps: z of the CDF at each k, what the fourth order lacks there, P(k), sigma
    and d. p is None for Poisson, whose mean is n."""
    normal = NormalDist().inv_cdf
    if p is None:
        mean, sigma, d = n, math.sqrt(n), 1.0
        low, high = 0, int(n + 9.5 * sigma + 30)
        logs = [-n + k * math.log(n) - math.lgamma(k + 1) for k in range(low, high)]
    else:
        mean, sigma, d = n * p, math.sqrt(n * p * (1 - p)), 1 - 2 * p
        low, high = max(0, int(mean - 10 * sigma)), min(n + 1, int(mean + 10 * sigma + 20))
        logs = [math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) + k * math.log(p)
                + (n - k) * math.log1p(-p) for k in range(low, high)]
    mass = np.exp(np.array(logs))
    below, above = np.cumsum(mass), np.append(np.cumsum(mass[::-1])[::-1][1:], 0)
    ok = (below > 1.1e-16) & (above > 1.1e-16)
    z = np.array([normal(f) if f < .5 else -normal(s) for f, s in zip(below[ok], above[ok])])
    k = np.arange(low, high)[ok]
    return z, k + .5 - fourth_order(terms, z, mean, sigma, d), mass[ok], sigma, d


def fit_columns(z, sigma, d):
    s, zz, dd, columns = 1 / sigma ** 2, z * z, d * d, []
    for factor, order in ((d, 2), (sigma * z, 3)):
        for i in range(FIT_S):
            for b in range(FIT_D):
                for a in range(FIT_Z):
                    columns.append(factor * s ** (order + i) * dd ** b * zz ** a)
    return np.array(columns).T


def fit(terms):
    """-> odd and even tables [power of S][of D][of Z], and the largest error of the CDF"""
    rows, right, weight, mass = [], [], [], []
    for d in (0, .05, .15, .3, .45, .6, .75, .88, .96, 1.0):
        v = 14.0 + 14.0 * d
        while v < 160.0 * 1.05:
            p = (1 - d) / 2 if d < 1 else None
            n = v if p is None else int(math.ceil(v / p / (1 - p)))
            z, residual, at, sigma, d_exact = true_residuals(terms, n, p)
            rows.append(fit_columns(z, sigma, d_exact))
            right.append(residual)
            weight.append(at + 1e-9)
            mass.append(at)
            v *= 1.09
    a, b, w = np.vstack(rows), np.concatenate(right), np.concatenate(weight)
    lawson, best = np.ones_like(b), None
    scale = np.sqrt((a ** 2 * (w ** 2)[:, None]).sum(0))
    for _ in range(60):
        ww = w * np.sqrt(lawson)
        x = np.linalg.lstsq((a * ww[:, None]) / scale, b * ww, rcond=1e-15)[0] / scale
        error = np.abs(a @ x - b) * w
        if best is None or error.max() < best[0]:
            best = (error.max(), x.copy())
        lawson *= (error / error.max()) ** 1.0 + 1e-3
        lawson /= lawson.mean()
    x = best[1]
    half = FIT_S * FIT_D * FIT_Z
    return (x[:half].reshape(FIT_S, FIT_D, FIT_Z), x[half:].reshape(FIT_S, FIT_D, FIT_Z),
            (np.abs(a @ x - b) * np.concatenate(mass)).max())


# ── the header ──────────────────────────────────────────────────────────────────────────────────
def nested(variables, coefficients):
    """('Z', [...]) of nested lists, the first variable outermost; numbers become text"""
    if not variables:
        return float(coefficients).hex()
    if len(coefficients) == 1:
        return nested(variables[1:], coefficients[0])
    return variables[0], [nested(variables[1:], c) for c in coefficients]


def written(tree, indent):
    if not isinstance(tree, tuple):
        return tree
    variable, parts = tree
    head = "POLY%d(%s, " % (len(parts), variable)
    line = head + ", ".join(written(part, 0) for part in parts) + ")"
    if len(line) + indent <= 90:
        return line
    pieces = [written(part, indent + 4) + ("," if i < len(parts) - 1 else ")") for i, part in enumerate(parts)]
    if not any(isinstance(part, tuple) for part in parts):
        pieces = filled(pieces, 92 - indent - 4)
    return head.rstrip() + "".join("\n" + " " * (indent + 4) + piece for piece in pieces)


def filled(pieces, width):
    lines = [pieces[0]]
    for piece in pieces[1:]:
        if len(lines[-1]) + 1 + len(piece) > width:
            lines.append(piece)
        else:
            lines[-1] += " " + piece
    return lines


def define(head, body):
    lines = ("#define %s\n%s" % (head, body)).split("\n")
    return "\n".join([line.ljust(99) + "\\" for line in lines[:-1]] + lines[-1:])


def table(name, coefficients):
    texts = [float(c).hex() for c in coefficients]
    if len(texts) == 1:
        return "#define %s %s" % (name, texts[0])
    lines = filled([t + "," for t in texts[:-1]] + texts[-1:], 93)
    return define(name, "\n".join("    " + line for line in lines))


def macro(head, variables, coefficients):
    return define(head, "    " + written(nested(variables, coefficients), 4))


def header(tables, terms, odd, even):
    def tables_of(*names):
        return "\n".join(table(name, tables[name]) for name in names)

    by_z = [t.transpose(2, 0, 1) for t in (odd, even)]  # [Z][S][D]
    poisson = [[[t[s, :, a].sum() for s in range(FIT_S)] for a in range(FIT_Z)] for t in (odd, even)]
    rows = {j: lattice_rows(terms, j) for j in range(1, ORDERS + 1)}
    parts = {
        "LOG2": tables_of("LOG2_HIGH", "LOG2_LOW"),
        "ATANH": tables_of("ATANH_NARROW", "ATANH_WIDE"),
        "EXP": tables_of("EXP_TAIL"),
        "NORMAL": tables_of("NORMAL_CENTRE_N", "NORMAL_CENTRE_D", "NORMAL_TAIL_N", "NORMAL_TAIL_D"),
        "CENTRAL": tables_of("CENTRAL_N", "CENTRAL_D"),
        "LATTICE": "\n".join(macro("LATTICE_BINOMIAL_%d(Z, D)" % j, "ZD", rows[j]) for j in rows),
        "POISSON": "\n".join(macro("LATTICE_POISSON_%d(Z)" % j, "Z", [sum(r) for r in rows[j]]) for j in rows),
        "FIT": "\n".join([macro("LATTICE_BINOMIAL_FIT_ODD(Z, D, S)", "ZSD", by_z[0]),
                          macro("LATTICE_BINOMIAL_FIT_EVEN(Z, D, S)", "ZSD", by_z[1]),
                          macro("LATTICE_POISSON_FIT_ODD(Z, S)", "ZS", poisson[0]),
                          macro("LATTICE_POISSON_FIT_EVEN(Z, S)", "ZS", poisson[1])]),
    }
    return re.sub(r"^@(\w+)@$", lambda m: parts[m.group(1)], TEMPLATE, flags=re.M)


TEMPLATE = r'''/* Coefficients of the samplers, as hexadecimal floats so that every compiler reads the same bits.
   Generated by tests/tools/sampler_coefficients.py, which states how each is derived and compares
   them (--check); never computed at start, never edited by hand: tests/test_sampler.c holds their
   effect to 1e-10 against R and hashes the quantiles.

   Lists are lowest power first. POLYn(x, c0, .., cn-1) is Horner's rule, ESTRINn the pairwise one
   (16-18 % faster where one polynomial is the whole chain). Both fix the order of operations, which
   is part of the result. */
#ifndef POLSIM_SAMPLER_COEFFICIENTS_H
#define POLSIM_SAMPLER_COEFFICIENTS_H

#define POLY2(x, a, b) ((b) * (x) + (a))
#define POLY3(x, a, ...) (POLY2(x, __VA_ARGS__) * (x) + (a))
#define POLY4(x, a, ...) (POLY3(x, __VA_ARGS__) * (x) + (a))
#define POLY5(x, a, ...) (POLY4(x, __VA_ARGS__) * (x) + (a))
#define POLY6(x, a, ...) (POLY5(x, __VA_ARGS__) * (x) + (a))
#define POLY7(x, a, ...) (POLY6(x, __VA_ARGS__) * (x) + (a))
#define POLY8(x, a, ...) (POLY7(x, __VA_ARGS__) * (x) + (a))

/* x2, x4, x8: the powers of x. The extra level expands a macro that is a list of coefficients. */
#define ESTRIN_4(x, x2, a, b, c, d) (POLY2(x, c, d) * (x2) + POLY2(x, a, b))
#define ESTRIN_7(x, x2, x4, a, b, c, d, e, f, g)                                                   \
    (((g) * (x2) + POLY2(x, e, f)) * (x4) + ESTRIN_4(x, x2, a, b, c, d))
#define ESTRIN_8(x, x2, x4, a, b, c, d, e, f, g, h)                                                \
    (ESTRIN_4(x, x2, e, f, g, h) * (x4) + ESTRIN_4(x, x2, a, b, c, d))
#define ESTRIN_10(x, x2, x4, x8, a, b, c, d, e, f, g, h, i, j)                                     \
    (POLY2(x, i, j) * (x8) + ESTRIN_8(x, x2, x4, a, b, c, d, e, f, g, h))
#define ESTRIN7(...) ESTRIN_7(__VA_ARGS__)
#define ESTRIN8(...) ESTRIN_8(__VA_ARGS__)
#define ESTRIN10(...) ESTRIN_10(__VA_ARGS__)

/* log 2 in two parts, the first of 33 bits, so that a whole number times it is exact. */
@LOG2@

/* (atanh(s)/s - 1)/s^2 in s^2, minimax by Remez: |s| <= 0.1716, the logarithm of
   [sqrt 1/2, sqrt 2]; and |s| <= 1/3, that of 1 - r for r <= 1/2. */
@ATANH@

/* (exp(r) - 1 - r)/r^2, |r| <= log(2)/2, minimax by Remez. */
@EXP@

/* Normal quantile z = w N(t)/D(t), w = 2u - 1, t = -log(1 - w^2): rational minimax of relative
   error 2.3e-13, for t <= 8 and for 8 < t <= 36. The numerator of the tail is raised by 3e-14, so
   that the seam is a jump upward (2e-14) and z(u) stays monotone. */
#define NORMAL_SEAM 8.0
@NORMAL@

/* Normal quantile, roughly: z = (u - 1/2) N(x)/D(x), x = u (1 - u), rational minimax of relative error 1.06e-6 for
   u from 1/2048 to 1 - 1/2048. No coefficient is negative, so nothing is lost to rounding. */
@CENTRAL@

/* Cornish-Fisher terms of the lattice quantile by order in 1/sigma: exact rationals, rounded once.
   Z = z^2, D = (1 - 2p)^2; odd terms are to be multiplied by 1 - 2p, even ones by z. Poisson is
   D = 1. */
@LATTICE@

@POISSON@

/* What stands for all orders above 4 where the variance is under 160, S = 1/variance: weighted
   minimax (Lawson) fit to the true quantiles of 249 distributions. At a mean of 28 it is 44 times
   more accurate than the series to order 8. */
@FIT@

#endif
'''


# ── --check ─────────────────────────────────────────────────────────────────────────────────────
def numbers(text):
    """{name of a macro: its hexadecimal floats in order}"""
    text = re.sub(r"/\*.*?\*/", "", text.replace("\\\n", " "), flags=re.S)
    return {m.group(1): re.findall(r"-?0x[01]\.[0-9a-f]+p[+-]?\d+", m.group(2))
            for m in re.finditer(r"^#define (\w+)(.*)$", text, re.M)}


def digest(found):
    text = "\n".join("%s %s" % (name, " ".join(found[name])) for name in sorted(found) if "_FIT_" in name)
    return hashlib.sha256(text.encode()).hexdigest()


def check(text, error):
    with open(HEADER, encoding="utf-8") as file:
        there = file.read()
    have, want = numbers(there), numbers(text)
    differ = [name for name in sorted(set(have) | set(want)) if have.get(name) != want.get(name)]
    fitted = [name for name in differ if "_FIT_" in name]
    print("%d numbers in %d macros compared, error of the fit %.1e" %
          (sum(map(len, want.values())), sum(1 for n in want.values() if n), error))
    if fitted and digest(have) == FIT_DIGEST:
        print("the fit comes out differently here (another NumPy?); the header's values are the recorded ones")
        differ = [name for name in differ if name not in fitted]
    for name in differ:
        print("differs: " + name)
    if digest(have) != FIT_DIGEST:
        print("differs: the fit's digest is " + digest(have))
    print("same text" if there == text else "same numbers" if not differ else "not the same")
    return 1 if differ or digest(have) != FIT_DIGEST else 0


def main():
    terms = lattice_terms()
    tables = {**logarithm_and_exponential(), **normal_quantile(), **central_quantile()}
    odd, even, error = fit(terms)
    text = header(tables, terms, odd, even)
    if sys.argv[1:] == ["--check"]:
        return check(text, error)
    sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
