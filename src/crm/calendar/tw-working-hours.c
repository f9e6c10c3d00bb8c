/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-working-hours.h"

#include <stdio.h>

#include <json-glib/json-glib.h>

#define MAX_SPANS 20                                   /* of a day */

static const char *const weekdays[] = { "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday" };

static gboolean
parse_time (JsonArray *pair, guint i, int *seconds)
{
  const char *text = json_array_get_length (pair) > i && JSON_NODE_HOLDS_VALUE (json_array_get_element (pair, i))
                     ? json_node_get_string (json_array_get_element (pair, i)) : NULL;
  int hour, minute;
  char rest;

  if (text == NULL || sscanf (text, "%2d:%2d%c", &hour, &minute, &rest) != 2 || hour < 0 || minute < 0 || minute > 59 || hour > 24
      || (hour == 24 && minute > 0))
    return FALSE;
  *seconds = hour * 3600 + minute * 60;
  return TRUE;
}

static void
add (GArray *hours, int weekday, int from, int to)
{
  TwHours span = { (guint8) weekday, from, to };

  if (to > from)
    g_array_append_val (hours, span);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const TwHours *x = a, *y = b;

  return x->weekday != y->weekday ? x->weekday - y->weekday : x->from - y->from;
}

static void
read_day (JsonArray *spans, int weekday, GArray *hours)
{
  for (guint i = 0; i < MIN (json_array_get_length (spans), MAX_SPANS); i++)
    {
      JsonNode *node = json_array_get_element (spans, i);
      int from, to;

      if (!JSON_NODE_HOLDS_ARRAY (node) || !parse_time (json_node_get_array (node), 0, &from) || !parse_time (json_node_get_array (node), 1, &to))
        continue;
      if (to > from)
        add (hours, weekday, from, to);
      else
        {
          add (hours, weekday, from, 86400);
          add (hours, weekday % 7 + 1, 0, to);
        }
    }
}

/**
 * tw_working_hours_parse:
 * @json: hours of a week
 *
 * Days that are not named, and spans that cannot be read, are no working time.
 *
 * Returns: (transfer full) (nullable) (element-type TwHours): the hours; %NULL when it is no object, or names no day
 */
GArray *
tw_working_hours_parse (const char *json)
{
  g_autoptr(JsonNode) node = json_from_string (json, NULL);
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  GArray *hours;
  gboolean any = FALSE;

  if (object == NULL)
    return NULL;
  hours = g_array_new (FALSE, FALSE, sizeof (TwHours));
  for (guint i = 0; i < G_N_ELEMENTS (weekdays); i++)
    {
      JsonNode *day = json_object_get_member (object, weekdays[i]);

      any |= day != NULL;
      if (day != NULL && JSON_NODE_HOLDS_ARRAY (day))
        read_day (json_node_get_array (day), (int) i + 1, hours);
    }
  if (!any)
    {
      g_array_unref (hours);
      return NULL;
    }
  g_array_sort (hours, compare);
  return hours;
}
