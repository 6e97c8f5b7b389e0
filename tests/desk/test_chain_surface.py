"""`hedgerow surface` as a desk function: one chain, and what is said of it."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hedgerow import SurfaceChoices, surface
from hedgerow.errors import DataError, InputError, UnavailableError

EXAMPLE = Path(__file__).parents[2] / "examples" / "chain.csv"
QUICK = SurfaceChoices(quick=True)


@pytest.fixture(scope="module")
def read():
    """The example chain, with everything."""
    return surface(EXAMPLE, choices=SurfaceChoices(paths=2000))


@pytest.fixture
def rows():
    """Its rows, to be spoiled."""
    return pd.read_csv(EXAMPLE)


@pytest.fixture
def chain(tmp_path):
    """Writes rows as a chain's file."""

    def write(table, name="SPX_2025-05-14.csv"):
        path = tmp_path / name
        table.to_csv(path, index=False)
        return path

    return write


def test_rows_are_all_accounted_for(read):
    """Rows read are rows kept and rows set aside by reason; quotes kept are in a smile, in the money, or said."""
    card = read.quality
    assert card.rows_read == card.kept + sum(card.set_aside.values())
    assert card.kept == card.in_smiles + card.in_the_money + sum(card.without_vol.values())


def test_the_surface_that_made_it_comes_back(read):
    """The example is made from a surface: spot 10,000 and 16.1 % at the money in 30 days come back."""
    month = next(row for row in read.metrics if row.days == 30)
    assert read.spot == pytest.approx(10_000, rel=2e-4)
    assert month.atm == pytest.approx(0.16, abs=0.003)
    assert month.rr25 == pytest.approx(month.put25 - month.call25)
    assert month.bf25 == pytest.approx((month.put25 + month.call25) / 2 - month.atm)


def test_it_is_free_of_arbitrage(read):
    """No negative butterfly, no falling total variance, every smile for itself too."""
    assert read.arbitrage.is_free
    assert all(row.arbitrage_free for row in read.expirations)
    assert read.within_tick == pytest.approx(1.0, abs=0.02)
    assert read.held_out >= 0.95


def test_settlement_by_the_minute(read):
    """SPX of a third Friday settles at the open, SPXW of that day at the close: 6½ hours later."""
    both = [row for row in read.expirations if row.expiration == date(2025, 6, 20)]
    assert [(row.root, row.settlement) for row in both] == [("SPX", "am"), ("SPXW", "pm")]
    assert (both[1].expiry - both[0].expiry) * 525_600 == pytest.approx(390)


def test_the_json_is_the_result(read):
    """One document, with the keys that the issue names, shares within [0, 1]."""
    document = json.loads(read.to_json())
    assert {"expirations", "metrics", "quality"} <= set(document)
    row = document["expirations"][2]
    assert {
        *("expiration", "days", "forward", "discount", "atm", "rr25", "bf25", "params"),
        *("rmse", "quotes", "inside_spread", "arbitrage_free"),
    } <= set(row)
    assert all(0 <= r["inside_spread"] <= 1 for r in document["expirations"])
    assert document["status"] == {"state": "ok", "reasons": []}


def test_equal_bytes(read):
    """The same chain gives the same bytes, simulations included."""
    assert surface(EXAMPLE, choices=SurfaceChoices(paths=2000)).to_json() == read.to_json()


def test_shuffled_rows_change_nothing(rows, chain):
    """The order of a file's rows is no information."""
    plain = surface(chain(rows), choices=QUICK)
    mixed = surface(
        chain(rows.sample(frac=1, random_state=3), "SPX_x_2025-05-14.csv"), choices=QUICK
    )
    assert mixed.to_dict()["expirations"] == plain.to_dict()["expirations"]


def test_the_printed_price_is_not_used(rows, chain):
    """A wrong underlying price changes what is printed, and no number that rests on quotes."""
    plain = surface(chain(rows), choices=QUICK)
    wrong = surface(chain(rows.assign(underlying_price=8000.0)), choices=QUICK)
    assert wrong.spot == plain.spot
    assert wrong.metrics == plain.metrics
    assert any("printed price 8,000.00" in w for w in wrong.warnings)


def test_models_are_compared_on_the_same_quotes(read):
    """Six models; the spline is the closest, and none of the others claims more quotes than it."""
    by_name = {m.model: m for m in read.models}
    assert set(by_name) == {"spline", "svi", "ssvi", "essvi", "sabr", "heston"}
    assert by_name["spline"].within_tick >= max(m.within_tick for m in read.models) - 1e-12


def test_puts_with_a_condition_show_their_uncertainty(read):
    """Three models each; a spread with its error; worth no more than the plain put."""
    assert {card.product for card in read.puts} == {"down-and-out put", "vol-knock-out put"}
    for card in read.puts:
        assert [v.model for v in card.values] == ["Black", "local volatility", "Heston"]
        assert card.spread >= 0
        assert card.spread_error > 0
        assert all(v.value <= v.vanilla + 4 * v.error for v in card.values)


def test_another_model_is_the_surface_when_asked(rows, chain):
    """`model` chooses whose smiles the metrics are read from, parameters by name."""
    found = surface(chain(rows), choices=SurfaceChoices(model="svi", quick=True))
    assert found.model == "svi"
    assert set(found.expirations[2].params) == {"a", "b", "rho", "m", "sigma"}


def test_a_run_of_chains(rows, chain):
    """An earlier chain makes a run of two, oldest first; under sticky strikes a delta is Black's own."""
    later = surface(chain(rows), choices=QUICK)
    assert later.dynamics is None
    earlier = rows.assign(quote_date="2025-05-13", quote_stamp="2025-05-13 15:45")
    first, second = chain(earlier, "SPX_2025-05-13.csv"), chain(rows)
    found = surface(second, earlier=[first], choices=QUICK)
    assert [m.date for m in found.dynamics.run] == [date(2025, 5, 13), date(2025, 5, 14)]
    assert [card.ssr for card in found.dynamics.deltas[:3]] == [0.0, 1.0, 2.0]
    assert found.dynamics.deltas[1].delta == pytest.approx(-0.25)


def test_an_earlier_chain_must_be_earlier(rows, chain):
    """The chain itself is not before itself."""
    path = chain(rows)
    with pytest.raises(InputError, match="not before 2025-05-14"):
        surface(path, earlier=[path], choices=QUICK)


def test_without_a_usable_quote(rows, chain):
    """Bids of zero leave nothing: unavailable, with the reason, and every row accounted for."""
    found = surface(chain(rows.assign(bid=0.0)), choices=QUICK)
    assert found.status.state == "unavailable"
    assert found.arbitrage is None
    assert found.metrics == ()
    assert found.quality.kept == 0
    assert found.quality.rows_read == sum(found.quality.set_aside.values())


def test_one_expiration(rows, chain):
    """One listing is a surface too; tenors beyond it say that they are extrapolated."""
    found = surface(chain(rows[rows["expiry"] == "2025-08-15"]), choices=QUICK)
    assert len([row for row in found.expirations if row.arbitrage_free]) == 1
    assert np.isnan(found.arbitrage.calendar.slack)
    assert found.arbitrage.is_free
    assert "outside the listings" in found.metrics[0].reason


def test_bad_arguments():
    """A file that is not there, a symbol nobody has, a model nobody knows: one line each."""
    with pytest.raises(DataError, match="not found"):
        surface("nowhere/chain.csv")
    with pytest.raises(UnavailableError, match="no SPX chain"):
        surface("SPX", data=EXAMPLE.parent / "chain.csv", as_of="2024-01-05")
    with pytest.raises(InputError, match="did you mean 'spline'"):
        SurfaceChoices(model="splin")
    with pytest.raises(InputError, match="tenor -3"):
        SurfaceChoices(tenors=(-3.0,))


def test_american_options_need_a_rate(synthetic):
    """SPY's chain with the data's rates; the options are read as American and the surface is free of arbitrage."""
    found = surface("SPY", data=synthetic.folder, as_of=synthetic.chain_day, choices=QUICK)
    assert found.exercise == "american"
    assert found.arbitrage.is_free
    assert found.spot == pytest.approx(synthetic.chain_spot, rel=2e-3)


def test_the_hedge_is_revalued_on_the_chain(synthetic):
    """A quoted put is revalued on the surface through its own chain, which says the put's own volatility."""
    from hedgerow import HedgeChoices, hedge_plan
    from hedgerow.desk.session import Session
    from hedgerow.desk.settings import market
    from hedgerow.market.book import Book, Position
    from hedgerow.market.instruments import instrument

    plan = hedge_plan(
        Book([Position("SPY", value=1e6)]),
        data=synthetic.folder,
        as_of=synthetic.chain_day,
        choices=HedgeChoices(instrument="SPY"),
    )
    assert plan.provenance["revaluation"] == "the chain's own surface"
    where = market(synthetic.folder)
    made = Session(
        where, synthetic.chain_day, 252, where.prices(["SPY"], synthetic.chain_day, window=252)
    )
    use = instrument("SPY")
    fitted = made.fitted(use, made.chain(use))
    h = plan.hedge
    k = np.log(h.strike / made.chain(use).forward(h.expiration, made.rate.value))
    assert float(fitted.vol(k, h.days)) == pytest.approx(h.implied_vol, abs=0.005)


def test_two_listings_that_settle_at_one_moment(rows, chain):
    """2025-06-19 is a holiday: options of that date settle on the 18th, beside the 18th's own, and share its smile."""
    week = rows[rows["expiry"] == "2025-08-15"]
    both = pd.concat([rows, week.assign(expiry="2025-06-18"), week.assign(expiry="2025-06-19")])
    found = surface(chain(both), choices=SurfaceChoices(paths=1000))
    twins = [
        row for row in found.expirations if row.expiration in {date(2025, 6, 18), date(2025, 6, 19)}
    ]
    assert twins[0].expiry == twins[1].expiry
    assert twins[0].params == twins[1].params
    assert found.arbitrage.is_free
    assert all(model.params is not None for model in found.models)


def test_a_model_that_fails_takes_nothing_from_the_others(rows, chain, monkeypatch):
    """Its row has the reason; the surface and the other models stand."""
    from hedgerow.desk import chain_surface

    plain = chain_surface.refitted

    def refitted(quoted, forwards, *, model, **rest):
        if model == "svi":
            msg = "nothing will do"
            raise InputError(msg)
        return plain(quoted, forwards, model=model, **rest)

    monkeypatch.setattr(chain_surface, "refitted", refitted)
    found = surface(chain(rows), choices=SurfaceChoices(paths=1000))
    by_name = {m.model: m for m in found.models}
    assert by_name["svi"].reason == "nothing will do"
    assert not by_name["svi"].converged
    assert by_name["ssvi"].converged


def test_a_tenor_that_no_option_surrounds_is_doubtful(rows, chain):
    """Listings from 93 days on say nothing of 30: the answer is degraded, and names what it did."""
    late = rows[rows["expiry"] >= "2025-08-15"]
    found = surface(chain(late), choices=QUICK)
    assert found.status.state == "degraded"
    assert "no options surround 30 days" in found.status.reasons[0]


def test_no_arbitrage_is_looked_for_in_the_law_of_a_price():
    """Heston's prices are expectations under one measure: what was not searched is unknown, never "not free"."""
    card = surface(EXAMPLE, choices=SurfaceChoices(model="heston", quick=True))
    assert card.arbitrage is None
    assert {row.arbitrage_free for row in card.expirations} == {None}
