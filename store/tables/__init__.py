"""The tables. Imported only inside store/."""
