"""The converter's tests."""
