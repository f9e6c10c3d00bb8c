/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the numbers of a table are told apart: shaded by their size, and marked by rules. It is data, a JSON object:
 *
 *   {"shade": true, "rules": [{"mark": "good", "when": "at-least", "value": 1000}]}
 *
 *   mark   good, watch, bad: a colour and a sign, so that colour is never the only one
 *   when   at-least, at-most, more, less
 *
 * The first rule that holds marks a number. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum { TW_MARK_NONE, TW_MARK_GOOD, TW_MARK_WATCH, TW_MARK_BAD, TW_N_MARKS } TwMark;
typedef enum { TW_WHEN_NEVER, TW_WHEN_AT_LEAST, TW_WHEN_AT_MOST, TW_WHEN_MORE, TW_WHEN_LESS, TW_N_WHENS } TwWhen;

#define TW_TABLE_SHADES     5                          /* steps from the least number to the greatest */
#define TW_TABLE_MAX_RULES  8

typedef struct
{
  TwMark mark;
  TwWhen when;
  double value;
} TwTableRule;

typedef struct
{
  gboolean    shade;
  TwTableRule rules[TW_TABLE_MAX_RULES];
  guint       n_rules;
} TwTableFormat;

/* FALSE: it is none; the format is then that of no marks. json: nullable. */
gboolean    tw_table_format_parse    (const char *json, TwTableFormat *format);
char       *tw_table_format_print    (const TwTableFormat *format);
TwMark      tw_table_format_get_mark (const TwTableFormat *format, double value);
/* 0: not shaded; 1 … TW_TABLE_SHADES, by where the value lies between the least and the greatest. */
guint       tw_table_format_get_shade (const TwTableFormat *format, double value, double low, double high);
const char *tw_mark_get_label        (TwMark mark);
const char *tw_mark_get_sign         (TwMark mark);    /* "▲" */
const char *tw_when_get_label        (TwWhen when);

G_END_DECLS
