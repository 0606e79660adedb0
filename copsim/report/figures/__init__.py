"""Figures of a comparison, one file each: panels narrow enough for a phone, with the numbers behind them."""
