"""Every published result of the engines without closed form holds."""

import re

import pytest

from hedgerow.pricing.references import heston
from hedgerow.pricing.references.simulation import REFERENCES


@pytest.mark.parametrize("reference", REFERENCES, ids=lambda r: r.name)
def test_reference(reference):
    """Ours is within the tolerance of what was published."""
    assert reference.ours() == pytest.approx(reference.published, abs=reference.tolerance)


@pytest.mark.parametrize("references", [REFERENCES, heston.REFERENCES])
def test_names_stand_alone(references):
    """No name is given twice or leans on another; percent is written like ``5 %``, without digits that say nothing."""
    names = [reference.name for reference in references]
    assert len(set(names)) == len(names)
    for name in names:
        assert not re.search(r"^its\b|\b(the same|as above)\b|\d%|\.0 ?%", name, re.IGNORECASE)
