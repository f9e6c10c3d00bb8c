#!/usr/bin/python3
"""An independent reference for the values floor. Reads one question a line, writes one answer a line; "null" where there is none.
Uses only Python's own decimal, datetime, zoneinfo and uuid."""
import datetime
import decimal
import sys
import uuid
import zoneinfo

decimal.getcontext().prec = 100
ROUNDINGS = [decimal.ROUND_HALF_EVEN, decimal.ROUND_HALF_UP, decimal.ROUND_DOWN, decimal.ROUND_UP, decimal.ROUND_FLOOR,
             decimal.ROUND_CEILING]
D = decimal.Decimal
EPOCH = datetime.date(1970, 1, 1)
UTC = datetime.timezone.utc
zones = {}


def fit(number):
    return str(int(number)) if -2**63 <= number < 2**63 else "null"


def quotient(numerator, denominator, rounding):
    if denominator == 0:
        return "null"
    return fit((D(numerator) / D(denominator)).quantize(D(1), rounding=ROUNDINGS[rounding]) if numerator % denominator else numerator // denominator)


def answer(op, a):
    if op == "muldiv":
        return quotient(a[0] * a[1], a[2], a[3])
    if op == "scale":
        return quotient(a[0] * a[1] * a[4], a[2] * a[3], a[5])
    if op == "add":
        return fit(a[0] + a[1])
    if op == "round":
        step = 10 ** (6 - a[1])
        units = quotient(a[0], step, a[2])
        return "null" if units == "null" else fit(int(units) * step)
    if op == "date":
        try:
            return str((datetime.date(*a) - EPOCH).days)
        except ValueError:
            return "null"
    if op == "weekday":
        return str((EPOCH + datetime.timedelta(a[0])).isoweekday())
    if op == "months":
        d = EPOCH + datetime.timedelta(a[0])
        n = d.year * 12 + d.month - 1 + a[1]
        year, month = divmod(n, 12)
        if not 1 <= year <= 9999:
            return "null"
        day = d.day
        while True:
            try:
                return str((datetime.date(year, month + 1, day) - EPOCH).days)
            except ValueError:
                day -= 1
    raise ValueError(op)


def zoned(op, name, n):
    zone = zones.setdefault(name, zoneinfo.ZoneInfo(name))
    if op == "local":
        d = EPOCH + datetime.timedelta(n[0])
        wall = datetime.datetime(d.year, d.month, d.day, tzinfo=zone) + datetime.timedelta(seconds=n[1])
        return str(round((wall.astimezone(UTC) - datetime.datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()))
    moment = (datetime.datetime(1970, 1, 1, tzinfo=UTC) + datetime.timedelta(seconds=n[0])).astimezone(zone)
    return f"{(moment.date() - EPOCH).days} {moment.hour * 3600 + moment.minute * 60 + moment.second}"


for line in sys.stdin:
    words = line.split()
    if words[0] == "uuid":
        print(uuid.UUID(words[1]).version, uuid.UUID(words[1]).variant == uuid.RFC_4122)
    elif words[0] in ("local", "wall"):
        print(zoned(words[0], words[1], [int(w) for w in words[2:]]))
    else:
        print(answer(words[0], [int(w) for w in words[1:]]))
