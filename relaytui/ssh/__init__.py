"""Links to hosts: Paramiko, or this machine itself."""
