"""Heston's model in steps: Andersen's quadratic-exponential scheme, martingale corrected."""

from __future__ import annotations

import math

from hedgerow.pricing.kernels.european import exact
from hedgerow.typing import FloatArray

SWITCH = 1.5
"""Relative variance ψ of the next step from which its law is an exponential with a mass at 0."""

DETERMINISTIC = 1e-6
"""ξ below which variance follows its mean."""


@exact
def fill(
    v0: float,
    kappa: float,
    theta: float,
    xi: float,
    rho: float,
    dt: float,
    z_price: FloatArray,
    z_variance: FloatArray,
    out: FloatArray,
) -> None:
    """Fill ``ln(S/F)``, shaped ``(paths, steps + 1)``, from normals shaped ``(paths, steps)``; [Andersen08, 3.2, 4.3]."""
    faded = math.exp(-kappa * dt)
    share = (1.0 - faded) / kappa if kappa * dt > 1e-12 else dt
    from_v, from_theta = xi * xi * faded * share, 0.5 * theta * xi * xi * kappa * share * share
    random = xi > DETERMINISTIC
    tilt = rho / xi if random else 0.0
    K1 = 0.5 * dt * (kappa * tilt - 0.5) - tilt
    K2 = 0.5 * dt * (kappa * tilt - 0.5) + tilt
    K3 = 0.5 * dt * (1.0 - rho * rho) if random else 0.5 * dt
    A = K2 + 0.5 * K3
    for i in range(out.shape[0]):
        v, x = v0, 0.0
        out[i, 0] = 0.0
        for j in range(z_price.shape[1]):
            m = theta + (v - theta) * faded
            s2 = v * from_v + from_theta
            K0 = -(K1 + 0.5 * K3) * v
            if not random or m <= 0.0 or s2 <= 1e-16 * m * m:
                after = m
                K0 -= A * after
            elif s2 <= SWITCH * m * m:
                ratio = 2.0 * m * m / s2  # 2/ψ
                b2 = ratio - 1.0 + math.sqrt(ratio * (ratio - 1.0))
                a = m / (1.0 + b2)
                b = math.sqrt(b2) + z_variance[i, j]
                after = a * b * b
                left = 1.0 - 2.0 * A * a
                if left > 0.0:
                    K0 += 0.5 * math.log(left) - A * b2 * a / left
                else:
                    K0 = -tilt * kappa * theta * dt
            else:
                psi = s2 / (m * m)
                p = (psi - 1.0) / (psi + 1.0)
                beta = (1.0 - p) / m
                above = 0.5 * math.erfc(z_variance[i, j] / math.sqrt(2.0))  # 1 − U
                after = math.log((1.0 - p) / above) / beta if above < 1.0 - p else 0.0
                if beta > A:
                    K0 -= math.log(p + beta * (1.0 - p) / (beta - A))
                else:
                    K0 = -tilt * kappa * theta * dt
            x += K0 + K1 * v + K2 * after + math.sqrt(K3 * (v + after)) * z_price[i, j]
            out[i, j + 1] = x
            v = after
