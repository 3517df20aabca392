"""The part that runs in the zygote's sandbox, under the system's Python with nothing but ``uno``."""
