#!/usr/bin/env python3
"""Print a mail queue as `postqueue -j` would: what a relay holds after a night with an outage.

  make_queue.py 100000 > queue.json

The same numbers and seed give the same queue. A twentieth are bounces to forged senders, most wait
for one destination that is down, and the reasons of one provider differ in every message.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator

SENDERS = ("erp@example.com", "news@example.com", "shop@example.com", "no-reply@example.net")
LETTERS = "BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789"


def queue(count: int, seed: int, now: int) -> Iterator[str]:
    """The lines."""
    chance = random.Random(seed)
    for _ in range(count):
        bounce = chance.random() < 0.05
        sender = "" if bounce else chance.choice(SENDERS)
        if not bounce and chance.random() < 0.3:
            sender = f"user{chance.randrange(20_000)}@customer{chance.randrange(300)}.example"
        recipients = [
            recipient(chance) for _ in range(1 if chance.random() < 0.9 else chance.randrange(2, 9))
        ]
        name = chance.choices(("deferred", "active", "incoming", "hold"), (940, 40, 10, 10))[0]
        if name in ("active", "incoming"):
            for one in recipients:
                one.pop("delay_reason")
        message = {
            "queue_name": name,
            "queue_id": f"4{''.join(chance.choices(LETTERS, k=10))}z{chance.choice('123456')}",
            "arrival_time": now - int(chance.expovariate(1 / 20_000)),
            "message_size": int(chance.lognormvariate(9, 1.2)),
            "forced_expire": False,
            "sender": sender,
            "recipients": recipients,
        }
        yield json.dumps(message)


def recipient(chance: random.Random) -> dict[str, str]:
    """A recipient and why it waits."""
    kind, number = chance.random(), chance.randrange(50_000)
    if kind < 0.5:
        reason = "connect to mx1.down.example[192.0.2.22]:25: Connection timed out"
        return {"address": f"person{number}@down.example", "delay_reason": reason}
    if kind < 0.8:
        reason = (
            f"host mx{number % 20}.big.example[198.51.100.{number % 250}] said: 421-4.7.28 Our "
            f"system has detected an unusual rate of mail. 421 4.7.28 {chance.randrange(1 << 48):x}"
            f"-2002{number} - esmtp (in reply to end of DATA command)"
        )
        return {"address": f"box.{number}@big.example", "delay_reason": reason}
    domain = f"d{number % 2000}.example"
    reason = (
        f"host mail.{domain}[203.0.113.{number % 250}] said: 450 4.7.1 <info@{domain}>: Recipient "
        f"address rejected: Greylisted for {number % 300} seconds (in reply to RCPT TO command)"
    )
    return {"address": f"info@{domain}", "delay_reason": reason}


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--now", type=int, default=1795600000)
    args = parser.parse_args()
    for line in queue(args.count, args.seed, args.now):
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
