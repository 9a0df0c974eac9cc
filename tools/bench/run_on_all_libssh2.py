"""The same with parallel-ssh (by build/peers/fleet): ADDRESSES PORT USER KEY COMMAND.

It knows no ssh configuration and checks no host key.
"""

import sys

from pssh.clients import ParallelSSHClient

addresses, port, user, key, command = sys.argv[1:]
client = ParallelSSHClient(
    addresses.split(","), user=user, port=int(port), pkey=key, pool_size=32, allow_agent=False
)
for output in client.run_command(command):
    for line in output.stdout:
        print(output.host, line)
