import numpy as np
import pytest

from tools.parts.forecasting.series.engine import forecast_series
from tools.parts.forecasting.series.library import forecast_with_library

VALUES = 100 * (1 + 0.3 * np.sin(np.arange(24) * np.pi / 2)) + np.arange(24)


def test_on_a_short_history_the_library_is_not_asked():
    np.testing.assert_array_equal(
        forecast_with_library(VALUES[:10], 4, 4).point, forecast_series(VALUES[:10], 4, 4).point
    )


@pytest.mark.slow
def test_the_library_moves_the_point_and_not_the_width():
    own, both = forecast_series(VALUES, 4, 4), forecast_with_library(VALUES, 4, 4)
    assert both.point == pytest.approx(own.point, rel=0.1)
    np.testing.assert_allclose(both.high - both.low, own.high - own.low)
