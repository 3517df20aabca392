"""What runs inside a zygote's sandbox, by any Python with the standard library alone."""
