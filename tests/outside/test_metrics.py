"""Prometheus' text format."""

from lendlib.outside.metrics import Metric, Sample, written


def test_a_metric_is_its_help_its_type_and_a_line_a_figure() -> None:
    letters = Metric("letters", "Letters.", (Sample(3, {"state": "queued"}), Sample(0, {"state": "failed"})))
    assert written([letters, Metric("up", "1: it works.", (Sample(True),))]) == (
        "# HELP letters Letters.\n"
        "# TYPE letters gauge\n"
        'letters{state="queued"} 3\n'
        'letters{state="failed"} 0\n'
        "# HELP up 1: it works.\n"
        "# TYPE up gauge\n"
        "up 1\n"
    )


def test_what_has_no_figure_is_left_out_and_odd_labels_are_escaped() -> None:
    assert written([Metric("none", "None.", ())]) == ""
    odd = Metric("odd", "Odd.", (Sample(0.25, {"what": 'a "b"\\\n'}),))
    assert written([odd]).splitlines()[-1] == 'odd{what="a \\"b\\"\\\\\\n"} 0.25'
