#!/usr/bin/env python3
"""Writes crates/kernel/data/calendar.toml anew from the package chinesecalendar (pip install chinesecalendar==1.11.0)."""
import datetime
import importlib.metadata

import chinese_calendar

version = importlib.metadata.version("chinesecalendar")
print(f"""# Working days of the People's Republic of China as the State Council announces them each year (国务院办公厅节假日安排).
# Written by scripts/working-days.py from the Python package chinesecalendar {version} (MIT, see NOTICE).
# `off`: weekdays without work. `worked`: Saturdays and Sundays worked to make up (调休). All other weekdays are worked.

source = "chinesecalendar {version} (MIT), https://github.com/LKI/chinese-calendar"
""")
for year in range(2004, 2027):
    days = [datetime.date(year, 1, 1) + datetime.timedelta(n) for n in range(365 + (year % 4 == 0))]
    off = [d for d in days if d.weekday() < 5 and chinese_calendar.is_holiday(d)]
    worked = [d for d in days if d.weekday() >= 5 and chinese_calendar.is_workday(d)]
    listed = lambda these: ", ".join(f'"{d:%m-%d}"' for d in these)
    print(f"[[year]]\nyear = {year}\noff = [{listed(off)}]\nworked = [{listed(worked)}]\n")
