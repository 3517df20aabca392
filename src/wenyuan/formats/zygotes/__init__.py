"""What both zygotes share: how their jobs' processes are known, bounded and set apart."""
