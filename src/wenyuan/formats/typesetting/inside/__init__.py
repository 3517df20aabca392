"""What runs in the typesetting child; the only part of the package that touches a stranger's markup."""
