/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-calendar-rule.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "tw-recur.h"
#include "tw-series.h"

#define WEEK (7 * TW_USEC_PER_DAY)
#define FOR_EVER (TW_DATE_MAX * TW_USEC_PER_DAY)

static const char *
get_text (TwRuleCase *one, const TwField *field)
{
  const TwValue *value = field != NULL ? tw_rule_case_get (one, field) : NULL;

  return value != NULL && value->type == TW_TYPE_TEXT && *value->text != '\0' ? value->text : NULL;
}

static gboolean
is_set (TwRuleCase *one, const TwField *field)
{
  const TwValue *value = field != NULL ? tw_rule_case_get (one, field) : NULL;

  return value != NULL && value->type == TW_TYPE_BOOLEAN && value->i;
}

static gboolean
is_touched (TwRuleCase *one, const TwCalendarSource *source)
{
  const TwField *fields[] = { source->start, source->end, source->zone, source->all_day, source->floating, source->rule, source->wall,
                              source->excluded };

  if (tw_rule_case_is_new (one))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (fields[i] != NULL && tw_rule_case_is_changed (one, fields[i]))
      return TRUE;
  return FALSE;
}

static void
set (TwRuleCase *one, const TwField *field, TwValue value)
{
  if (field != NULL && !tw_value_equal (tw_rule_case_get (one, field), &value))
    tw_rule_case_set (one, field, &value);
  tw_value_clear (&value);
}

/* The zone whose clock counts; what repeats has one, since its times follow a clock. (nullable) */
static gboolean
find_zone (TwRuleCase *one, const TwCalendarSource *source, GTimeZone **zone, GError **error)
{
  const char *name = get_text (one, source->zone), *own;
  GTimeZone *workspace = tw_rule_case_get_zone (one, &own);

  *zone = NULL;
  if (name != NULL && (*zone = tw_series_find_zone (name)) == NULL && tw_rule_case_is_changed (one, source->zone))
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID,
                   _("“%.100s” is no time zone. Write its name as in Europe/Paris."), name);
      return FALSE;
    }
  if (*zone == NULL && (get_text (one, source->rule) != NULL || is_set (one, source->all_day) || is_set (one, source->floating)))
    {
      *zone = g_time_zone_ref (workspace);
      if (name == NULL && !is_set (one, source->floating) && own != NULL)
        set (one, source->zone, tw_value_text (own));
    }
  return TRUE;
}

/* A wall time that was given with its start stays, as it does when the zone's rules change; else it follows the start. */
static TwWall
follow_wall (TwRuleCase *one, const TwCalendarSource *source, GTimeZone *zone, TwInstant start)
{
  const char *text = get_text (one, source->wall);
  gboolean moved = tw_rule_case_is_new (one) || tw_rule_case_is_changed (one, source->start)
                   || (source->zone != NULL && tw_rule_case_is_changed (one, source->zone));
  TwWall wall = tw_wall_from_instant (start, zone), kept;
  gboolean is_date, is_utc;
  char printed[TW_WALL_ROOM];

  if (text != NULL && tw_wall_parse (text, &kept, &is_date, &is_utc)
      && (!moved || tw_rule_case_is_given (one, source->wall) || tw_wall_to_instant (kept, zone) == start))
    return kept;
  tw_wall_print (wall, FALSE, printed);
  set (one, source->wall, tw_value_text (printed));
  return wall;
}

/* (nullable): it does not repeat, or @error */
static TwRecur *
read_recur (TwRuleCase *one, const TwCalendarSource *source, TwWall wall, GTimeZone *zone, GError **error)
{
  const char *lines = get_text (one, source->rule);
  const TwValue *excluded = source->excluded != NULL ? tw_rule_case_get (one, source->excluded) : NULL;
  g_autoptr(GError) local = NULL;
  TwRecur *recur;

  if (lines == NULL)
    return NULL;
  recur = tw_recur_new (lines, wall, is_set (one, source->all_day), zone, &local);
  if (recur == NULL)
    g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, local->message);
  for (guint i = 0; recur != NULL && excluded != NULL && excluded->type == TW_TYPE_LIST && i < excluded->list->n_values; i++)
    tw_recur_exclude (recur, excluded->list->values[i].text);
  return recur;
}

/**
 * tw_calendar_rule:
 * @one: a record of a commit
 * @error: %TW_STORE_ERROR_INVALID when its repetition or its zone cannot be read
 *
 * For tw_store_add_rule().
 *
 * Returns: %FALSE when it cannot be done
 */
gboolean
tw_calendar_rule (TwRuleCase *one, GError **error)
{
  g_autoptr(GTimeZone) zone = NULL;
  g_autoptr(TwRecur) recur = NULL;
  g_autoptr(GError) local = NULL;
  const TwValue *start, *end;
  TwCalendarSource source;
  TwWall wall, last;

  if (tw_calendar_get_kind (tw_rule_case_get_entity (one)) != TW_CALENDAR_MEETING
      || !tw_calendar_source_init (&source, tw_rule_case_get_entity (one)) || source.spans == NULL || source.end == NULL
      || !is_touched (one, &source))
    return TRUE;
  start = tw_rule_case_get (one, source.start);
  end = tw_rule_case_get (one, source.end);
  if (start->type != TW_TYPE_DATETIME || end->type != TW_TYPE_DATETIME)
    return TRUE;
  if (!find_zone (one, &source, &zone, error))
    return FALSE;
  if (zone == NULL)
    {
      set (one, source.wall, (TwValue) TW_VALUE_INIT);
      set (one, source.spans, end->i - start->i > WEEK ? tw_value_datetime (end->i) : (TwValue) TW_VALUE_INIT);
      return TRUE;
    }
  wall = follow_wall (one, &source, zone, start->i);
  recur = read_recur (one, &source, wall, zone, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (recur == NULL)
    set (one, source.spans, end->i - start->i > WEEK ? tw_value_datetime (end->i) : (TwValue) TW_VALUE_INIT);
  else if (tw_recur_get_last (recur, &last))
    set (one, source.spans, tw_value_datetime (tw_wall_to_instant (last, zone) + (end->i - start->i)));
  else
    set (one, source.spans, tw_value_datetime (FOR_EVER));
  return TRUE;
}
