"""Figures of a chain's surface show the numbers of the answer."""

import math
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from hedgerow.desk.surface_cards import ExpirationCard, GridCard, SmileCard, TenorCard
from hedgerow.desk.surface_meaning import BumpCard, DensityCard, LocalVolCard, PutCard
from hedgerow.desk.surface_moves import StickinessCard
from hedgerow.plots.density import density, local_and_implied
from hedgerow.plots.model_values import put_values, stickiness
from hedgerow.plots.smiles import TRACES, smiles
from hedgerow.plots.surface import SHORTEST, by_maturity, in_space, skew_by_tenor
from hedgerow.volatility.surface.density import Moments, Tails
from hedgerow.volatility.surface.model_spread import ModelValue
from hedgerow.volatility.surface.slope import Slope

NAN = float("nan")
SMILE = SmileCard(
    expiration=date(2024, 6, 28),
    root="SPX",
    days=28,
    strike=(95.0, 90.0, 105.0),
    right=("put", "put", "call"),
    bid_vol=(0.20, 0.0, 0.14),
    ask_vol=(0.22, 0.27, 0.16),
    model_vol=(0.21, 0.25, 0.15),
)


def expiration(day, years, atm, forward_vol=NAN):
    """One listing with these figures."""
    blank = {name: NAN for name, kind in ExpirationCard.__annotations__.items() if kind == "float"}
    return ExpirationCard(
        **blank
        | {
            "expiration": date(2024, 6, day),
            "root": "SPX",
            "settlement": "pm",
            "settles_at": datetime(2024, 6, day, 16, tzinfo=ZoneInfo("America/New_York")),
            "days": round(365 * years),
            "expiry": years,
            "forward_source": "parity",
            "discount_source": "parity",
            "params": {},
            "quotes": 0,
            "near": 0,
            "arbitrage_free": None,
            "converged": True,
            "steps": 0,
            "reason": "",
            "atm": atm,
            "forward_vol": forward_vol,
        }
    )


def tenor(days, rr, bf):
    """One tenor with these figures."""
    blank = dict.fromkeys(TenorCard.__annotations__, 0.15)
    return TenorCard(**blank | {"days": days, "rr25": rr, "bf25": bf, "reason": ""})


def trace(figure, name):
    """The one trace of that name."""
    (found,) = [t for t in figure.data if t.name == name]
    return found


def test_bars_reach_from_bid_to_ask():
    """A quote's bar ends at its bid and its ask; one without a volatility at the bid is an open triangle at its ask."""
    figure = smiles([SMILE], ["a name"], [100.0])
    puts, calls = trace(figure, "puts, bid to ask"), trace(figure, "calls, bid to ask")
    assert (puts.x, calls.x) == ((95.0,), (105.0,))
    for side, bid, ask in ((puts, 0.20, 0.22), (calls, 0.14, 0.16)):
        half = side.error_y.array[0]
        assert (side.y[0] - half, side.y[0] + half) == pytest.approx((bid, ask))
    assert trace(figure, "ask, no volatility at the bid").y == (0.27,)


def test_the_line_is_the_surface_by_strike():
    """Whatever the order of the quotes, the line goes from the lowest strike to the highest."""
    line = trace(smiles([SMILE], ["a name"], [100.0]), "surface")
    assert line.x == (90.0, 95.0, 105.0)
    assert line.y == (0.25, 0.21, 0.15)


def test_the_menu_shows_one_expiration():
    """It opens with the one nearest to 30 days; each entry shows its own traces and its own forward."""
    cards = [replace(SMILE, days=2), SMILE, replace(SMILE, days=400)]
    figure = smiles(cards, ["soon", "<b>month</b>", "later"], [100.0, 101.0, NAN])
    assert [t.visible for t in figure.data] == [False] * TRACES + [True] * TRACES + [False] * TRACES
    menu = figure.layout.updatemenus[0]
    assert menu.active == 1
    assert menu.buttons[1].label == "&lt;b&gt;month&lt;/b&gt;"
    for i, button in enumerate(menu.buttons):
        assert [j // TRACES for j, on in enumerate(button.args[0]["visible"]) if on] == [i] * TRACES
    assert figure.layout.shapes[0].x0 == 101.0
    assert menu.buttons[2].args[1]["shapes"][0]["visible"] is False


def test_space():
    """Heights are the grid's, holes where it is unknown; days are on a logarithmic axis."""
    grid = GridCard((1.0, 30.0), (0.9, 1.0), ((NAN, 0.2), (0.25, 0.18)))
    (made,) = in_space(grid).data
    assert [list(row) for row in made.z] == [[None, 0.2], [0.25, 0.18]]
    assert (made.x, made.y) == ((0.9, 1.0), (1.0, 30.0))
    assert in_space(grid).layout.scene.yaxis.type == "log"


def test_forward_volatility_is_drawn_as_steps():
    """Between two expirations it is level; a step within a day is left out, an expiration without a smile too."""
    cards = [
        expiration(3, 2 / 365, 0.15),
        expiration(10, 9 / 365, 0.16, 0.163),
        expiration(10, (9 + SHORTEST / 2) / 365, 0.161, 0.30),
        expiration(11, 10 / 365, NAN),
        expiration(28, 27 / 365, 0.17, 0.174),
    ]
    figure = by_maturity(
        cards, [BumpCard(None, date(2024, 6, 28), 0.01, 0.02, 5.0, one_sided=False)]
    )
    steps = trace(figure, "from one expiration to the next")
    assert steps.x == (2.0, 9.0, 9.25, 27.0)
    assert steps.y == (0.163, 0.163, 0.174, 0.174)
    assert trace(figure, "to the expiration").y == (0.15, 0.16, 0.161, 0.17)
    event = trace(figure, "an event is priced before it")
    assert (event.x, event.y) == ((27.0,), (0.17,))
    assert "2.0%" in event.text[0]


def test_reversals_are_in_points():
    """0.043 is drawn as 4.3, at its days."""
    figure = skew_by_tenor([tenor(7, 0.043, 0.002), tenor(30, -0.01, 0.003)])
    assert trace(figure, "risk reversal, 25 delta").y == (4.3, -1.0)
    assert trace(figure, "butterfly, 25 delta").y == (0.2, 0.3)
    assert figure.layout.xaxis.ticktext == ("7", "30")


def test_density_beside_the_lognormal():
    """Both are shares of the highest of the two; the forward has a line."""
    moments, tails = Moments(1, 1, 0, 0.05, -1, 4), Tails(0.03, 0.01, 0.023)
    card = DensityCard(
        days=30.0,
        forward=100.0,
        moments=moments,
        within_quotes=moments,
        merton_skewness=-1.0,
        merton_excess_kurtosis=3.0,
        tails=tails,
        probability=(0.5,),
        quantile=(100.0,),
        fall=(0.05,),
        fall_probability=(0.1,),
        price=(90.0, 100.0, 110.0),
        density=(0.01, 0.04, 0.02),
        lognormal=(0.02, 0.03, 0.02),
    )
    figure = density(card)
    assert trace(figure, "as options price it").y == pytest.approx((0.25, 1.0, 0.5))
    assert trace(figure, "lognormal, the volatility at the forward alone").y == pytest.approx(
        (0.5, 0.75, 0.5)
    )
    assert figure.layout.shapes[0].x0 == 100.0


def test_local_beside_implied():
    """A line at 30, 90 and 365 days where there is one, dashed the implied of the nearest days, at its own strikes."""
    card = LocalVolCard(
        days=(7.0, 30.0, 90.0),
        moneyness=(0.9, 1.0, 1.1),
        vol=((0.5, 0.2, 0.3), (0.3, 0.2, 0.1), (NAN, 0.2, 0.15)),
        deviations=(0.0,),
        over_implied=(1.0,),
        nodes=9,
        filled=0,
    )
    grid = GridCard((28.0, 100.0), (0.7, 0.9, 1.1, 1.3), ((0.4, 0.3, 0.2, 0.1),) * 2)
    figure = local_and_implied(card, grid)
    assert [t.name for t in figure.data] == [
        "local, 30 days",
        "implied, 28 days",
        "local, 90 days",
        "implied, 100 days",
    ]
    assert trace(figure, "local, 30 days").y == (0.3, 0.2, 0.1)
    assert trace(figure, "implied, 28 days").x == (0.9, 1.1)
    assert len(local_and_implied(replace(card, days=(7.0,), vol=card.vol[:1]), None).data) == 1


def test_a_dot_a_model_with_two_errors():
    """Values are shares of the plain put under the same model, whiskers two errors of it."""
    values = (
        ModelValue("Black", 8.0, 0.1, "grid", 10.0, 0.0),
        ModelValue("Heston", 4.0, 0.2, "paths", 8.0, 0.0),
        ModelValue("local volatility", NAN, NAN, "grid", NAN, NAN),
    )
    card = PutCard("down-and-out put", 30.0, 95.0, 85.0, values, 1.0, 0.1, ())
    dots = trace(put_values([card], ["out below 85"]), "out below 85")
    assert dots.x == pytest.approx((0.8, 0.5))
    assert dots.y == ("Black", "Heston")
    assert dots.error_x.array == pytest.approx((0.02, 0.05))


def test_stickiness():
    """Dots are the ratios, whiskers their intervals; an unknown ratio has no dot, an unknown interval no whisker."""
    known = Slope(1.4, 0.2, 1.0, 1.8, 0.0, 0.9, 20)
    bare, unknown = replace(known, low=NAN, high=NAN), replace(known, value=NAN)
    cards = [
        StickinessCard(days, ssr, "sticky strike", ("sticky strike",), ssr)
        for days, ssr in ((30.0, known), (60.0, bare), (90.0, unknown))
    ]
    (dots,) = stickiness(cards).data
    assert dots.x == (1.4, 1.4)
    assert dots.y == ("30 days", "60 days")
    reach = np.array([dots.error_x.arrayminus, dots.error_x.array])
    assert reach == pytest.approx(np.array([[0.4, 0.0], [0.4, 0.0]]))
    assert [a.text for a in stickiness(cards).layout.annotations] == [
        "sticky delta",
        "sticky strike",
        "local volatility",
    ]
    assert all(math.isfinite(x) for x in stickiness(cards).layout.xaxis.range)
