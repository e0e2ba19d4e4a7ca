"""Words, dates, numbers and money in Chinese, English and French. The lowest floor: imports nothing of ours."""
