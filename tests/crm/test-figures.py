#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every figure of the ready dashboards on the demo company equals a computation from the exported CSV files, to the cent."""
import csv, datetime, json, os, re, subprocess, sys, tempfile
from decimal import Decimal, ROUND_HALF_EVEN

ctl, dump = sys.argv[1:3]
env = dict(os.environ, TZ='UTC', LC_ALL='C.UTF-8')
SIX, FOUR, TWO = Decimal('0.000001'), Decimal('0.0001'), Decimal('0.01')


def number(text):
    return Decimal(text.split()[0])


def day(text):
    return datetime.date.fromisoformat(text[:10])


def holds(where, row, tables):
    if not where:
        return True
    if ' and ' in where:
        return all(holds(part, row, tables) for part in where.split(' and '))
    if match := re.fullmatch(r'not \((\w+) is empty\)', where):
        return row[match[1]] != ''
    if match := re.fullmatch(r'([\w.]+) in \((.*)\)', where):
        return row[match[1]] in [part.strip().strip('"') for part in match[2].split(',')]
    match = re.fullmatch(r'([\w.]+) (=|!=) "(.*)"', where)
    assert match, where
    there = row[match[1]]
    return there != '' and (there == match[3]) == (match[2] == '=')


def floor(date, grain, weekday):
    if grain == 'week':
        return date - datetime.timedelta((date.isoweekday() - weekday + 7) % 7)
    if grain == 'month':
        return date.replace(day=1)
    if grain == 'quarter':
        return date.replace(month=(date.month - 1) // 3 * 3 + 1, day=1)
    return date.replace(month=1, day=1) if grain == 'year' else date


def measured(figure, row):
    """What a row adds; None: nothing."""
    name = figure['measure']
    if match := re.fullmatch(r'days_between\((\w+), (\w+)\)', name):
        if not row[match[1]] or not row[match[2]]:
            return None
        return Decimal((day(row[match[2]]) - day(row[match[1]])).days)
    return number(row[name]) if row[name] else None


def come_to(figure, rows, tables):
    aggregate = figure.get('aggregate', 'count')
    if aggregate == 'count':
        return Decimal(len(rows))
    if aggregate == 'rate':
        part = sum(holds(figure['part'], row, tables) for row in rows)
        return (Decimal(part) * 100 / len(rows)).quantize(SIX, ROUND_HALF_EVEN) if rows else None
    if aggregate == 'weighted':
        total = sum(number(row[figure['measure']]) * number(row[figure['weight']]) for row in rows if row[figure['measure']] and row[figure['weight']])
        return (Decimal(total) / 100).quantize(FOUR, ROUND_HALF_EVEN).quantize(TWO, ROUND_HALF_EVEN)
    values = [one for one in (measured(figure, row) for row in rows) if one is not None]
    if aggregate == 'sum':
        return sum(values, Decimal(0))
    if not values:
        return None
    average = sum(values) / len(values)
    return average.quantize(FOUR, ROUND_HALF_EVEN).quantize(TWO, ROUND_HALF_EVEN) if figure['measure'] == 'amount' else average.quantize(SIX, ROUND_HALF_EVEN)


def key_of(line, row, field, grain):
    text = row[field]
    if not text:
        return None
    if grain is None:
        return text
    return floor(day(text), line['grain'] if grain == 'auto' else grain, line['weekday']).isoformat()


def check(line, tables):
    figure = line['figure']
    rows = [row for row in tables[figure['entity']] if holds(figure.get('where'), row, tables)]
    if 'period' in figure:
        rows = [row for row in rows if row[figure['period']] and line['from'] <= row[figure['period']][:10] < line['to']]
    equal(line, 'total', line['total'], come_to(figure, rows, tables))
    if 'steps' in figure:
        for (label, _, answer), step in zip(line['cells'], figure['steps']):
            equal(line, label, answer, Decimal(sum(holds(step.get('where'), row, tables) for row in rows)))
        return len(line['cells'])
    if 'by' not in figure:
        return 0
    groups = {}
    for row in rows:
        key = (key_of(line, row, figure['by'], figure.get('grain')), key_of(line, row, figure['then'], None) if 'then' in figure else None)
        groups.setdefault(key, []).append(row)
    if 'against' in figure:
        return check_against(line, {first: there for (first, _), there in groups.items()}, tables)
    seen = set()
    for first, second, answer in line['cells']:
        there = groups.get((first, second), [])
        seen.add((first, second))
        wanted = come_to(figure, there, tables) if there else None
        equal(line, (first, second), answer, Decimal(0) if wanted is None and answer is not None else wanted)
    if 'limit' not in figure:
        assert not set(groups) - seen, (line['title'], set(groups) - seen)
    else:
        # What was left out is not more than what is shown.
        totals = {first: come_to(figure, [row for (one, _), there in groups.items() if one == first for row in there], tables) for first, _ in groups}
        shown = {first for first, _ in seen}
        assert len(shown) == min(figure['limit'], len(totals)), line['title']
        left = [totals[first] for first in totals if first not in shown]
        assert not left or max(left) <= min(totals[first] for first in shown), line['title']
    return len(line['cells'])


def check_against(line, groups, tables):
    """Two measures of each group; a group that lacks one of both is not shown."""
    figure, both = line['figure'], {}
    for first, there in groups.items():
        one, other = come_to(figure, there, tables), come_to(dict(figure['against'], measure=figure['against'].get('measure')), there, tables)
        if one is not None and other is not None:
            both[first] = (one, other)
    assert {first for first, _, _ in line['cells']} == set(both), line['title']
    for (first, _, answer), against in zip(line['cells'], line['against'], strict=True):
        equal(line, first, answer, both[first][0])
        equal(line, first, against, both[first][1])
    return 2 * len(both)


def equal(line, what, answer, wanted):
    got = number(answer) if answer is not None else None
    assert got == wanted, f"{line['title']}, {what}: {got} instead of {wanted}"


def main():
    with tempfile.TemporaryDirectory() as folder:
        workspace = os.path.join(folder, 'ws')
        subprocess.run([ctl, '--workspace', workspace, 'init', '--demo'], check=True, env=env, stdout=subprocess.DEVNULL)
        tables = {}
        for entity in ['deal', 'lead', 'activity', 'task', 'stage_time']:
            path = os.path.join(folder, entity + '.csv')
            subprocess.run([ctl, '--workspace', workspace, 'export', entity, path], check=True, env=env, stdout=subprocess.DEVNULL)
            with open(path, newline='', encoding='utf-8-sig') as file:
                tables[entity] = list(csv.DictReader(file))
        # Titles are not unique: what a lead became is told by ids.
        lines = {}
        for entity in ['deal', 'lead']:
            path = os.path.join(folder, entity + '.jsonl')
            subprocess.run([ctl, '--workspace', workspace, 'export', entity, path], check=True, env=env, stdout=subprocess.DEVNULL)
            with open(path, encoding='utf-8') as file:
                lines[entity] = [json.loads(line) for line in file]
        status = {deal['id']: deal['status'] for deal in lines['deal']}
        kinds = {}
        path = os.path.join(folder, 'deal_stage.csv')
        subprocess.run([ctl, '--workspace', workspace, 'export', 'deal_stage', path], check=True, env=env, stdout=subprocess.DEVNULL)
        with open(path, newline='', encoding='utf-8-sig') as file:
            for stage in csv.DictReader(file):
                assert kinds.setdefault(stage['name'], stage['kind']) == stage['kind']
        path = os.path.join(folder, 'stage_time.jsonl')
        subprocess.run([ctl, '--workspace', workspace, 'export', 'stage_time', path], check=True, env=env, stdout=subprocess.DEVNULL)
        with open(path, encoding='utf-8') as file:
            stays = [json.loads(line) for line in file]
        # The deal of a stay is not exported with it.
        deals, after = {}, []
        while True:
            out = subprocess.run([ctl, '--workspace', workspace, '--format', 'json', 'list', 'stage_time', '--fields', 'deal', '--limit', '1000', *after],
                                 check=True, env=env, stdout=subprocess.PIPE, text=True).stdout
            page = json.loads(out)
            deals.update((stay['id'], stay['deal']) for stay in page['items'])
            if not page.get('next'):
                break
            after = ['--after', page['next']]
        for row, stay in zip(tables['stage_time'], stays, strict=True):
            assert row['left_at'][:10] == stay['left_at'][:10]
            row['stage.kind'] = kinds[row['stage']]
            row['next_stage.kind'] = kinds.get(row['next_stage'], '')
            row['deal.status'] = status[deals[stay['id']]]
        for row, lead in zip(tables['lead'], lines['lead'], strict=True):
            assert row['name'] == lead['name']
            row['converted_deal.status'] = status.get(lead.get('converted_deal'), '')
        print('1..3')
        for n, period in enumerate(['12 months', '90 days', 'quarter'], 1):
            out = subprocess.run([dump, workspace, period], check=True, env=env, stdout=subprocess.PIPE, text=True).stdout
            lines = [json.loads(line) for line in out.splitlines()]
            assert len(lines) >= 30
            cells = sum(check(line, tables) for line in lines)
            print(f'ok {n} /crm/figures/{period.replace(" ", "-")} # {len(lines)} figures, {cells} cells')


main()
