"""`python -m monitor` is `pilotwatch`."""

from monitor.cli import main

main()
