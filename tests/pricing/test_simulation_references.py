"""Every published result of the engines without closed form holds."""

import pytest

from hedgerow.pricing.references.simulation import REFERENCES


@pytest.mark.parametrize("reference", REFERENCES, ids=lambda r: r.name)
def test_reference(reference):
    """Ours is within the tolerance of what was published."""
    assert reference.ours() == pytest.approx(reference.published, abs=reference.tolerance)
