"""What a report holds is bounded; what it throws out it tells."""

from relaytui.analysis.report_lists import top
from relaytui.analysis.report_sums import Sums
from relaytui.analysis.report_tally import ONE


def test_small_rows_are_thrown_out_and_counted_together() -> None:
    sums = Sums()
    for number in range(100):
        sums.count(0, "client", f"192.0.{number % 4}.{number}", ONE["connections"] * (number + 1))
    sums.trim(20)
    for number in range(40):
        sums.count(0, "client", f"198.51.100.{number}", ONE["connections"] * 500)
    sums.count(0, "client", "192.0.0.0", ONE["connections"] * 600)
    sums.with_nets()
    clients = top(sums, 0, "client", ("connections",), 1000)
    counts = {row.key: (row.counts["connections"], row.at_least) for row in clients.top}
    assert counts["192.0.3.99"] == (100, False)
    assert counts["192.0.0.0"] == (600, True)
    assert clients.thrown == 80
    assert clients.thrown_counts == {"connections": sum(range(1, 81))}
    shown = sum(count for count, _ in counts.values())
    assert shown + clients.thrown_counts["connections"] == 5050 + 20_600
    nets = top(sums, 0, "net", ("connections",), 10)
    assert sum(row.counts["connections"] for row in nets.top) == 5050 + 20_600
