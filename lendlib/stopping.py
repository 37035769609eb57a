"""Which signals ask lendlib to stop."""

import signal


def stop_signals() -> set[signal.Signals]:
    """Ctrl-C, an end that is asked for, and a terminal that closes, unless `nohup` said that it may."""
    stops = {signal.SIGINT, signal.SIGTERM}
    return stops if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN else stops | {signal.SIGHUP}
