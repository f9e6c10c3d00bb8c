/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a calendar file: what is read is written and read again equal, and its zones and rules are looked at. */
#include "config.h"

#include <string.h>

#include "tw-fuzz.h"
#include "tw-ical-zone.h"
#include "tw-recur.h"

TW_FUZZ_MAIN ("ical", 1500)

static void
check_rule (const TwIcalProperty *property)
{
  g_autofree char *line = g_strconcat (property->name, property->params, ":", property->value, NULL);
  g_autoptr(TwRecur) recur = tw_recur_new (line, 1000000, FALSE, NULL, NULL);
  g_autoptr(GArray) walls = g_array_new (FALSE, FALSE, sizeof (TwWall));
  g_autofree char *before = NULL, *after = NULL, *moved = NULL;

  if (recur == NULL)
    return;
  tw_recur_expand (recur, 0, 400 * TW_WALL_DAY, 100, walls);
  for (guint i = 1; i < walls->len; i++)
    g_assert_cmpint (g_array_index (walls, TwWall, i - 1), <, g_array_index (walls, TwWall, i));
  if (walls->len == 0 || strstr (property->value, "COUNT") != NULL)
    return;
  before = tw_recur_end_before (line, 1000000, FALSE, NULL, g_array_index (walls, TwWall, walls->len / 2));
  after = tw_recur_continue (line, 1000000, FALSE, NULL, g_array_index (walls, TwWall, walls->len / 2));
  moved = tw_recur_shift (line, 1000000, 1100000, FALSE, NULL);
}

static void
check (const TwIcalComponent *component)
{
  for (guint i = 0; i < component->properties->len; i++)
    {
      const TwIcalProperty *property = g_ptr_array_index (component->properties, i);
      g_autofree char *text = tw_ical_unescape (property->value), *back = tw_ical_escape (text), *again = tw_ical_unescape (back);
      g_autofree char *param = tw_ical_dup_param (property, "TZID");

      g_assert_true (strchr (text, '\r') != NULL || g_str_equal (text, again));
      if (g_str_equal (property->name, "RRULE") || g_str_equal (property->name, "RDATE"))
        check_rule (property);
    }
  if (g_str_equal (component->name, "VTIMEZONE"))
    {
      g_autofree char *zone = tw_ical_zone_find ("Nobody's", component, 20000);
    }
  for (guint i = 0; i < component->children->len; i++)
    check (g_ptr_array_index (component->children, i));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr(TwIcalComponent) file = tw_ical_parse ((const char *) data, size, NULL);
  TwIcalComponent *again;
  g_autoptr(GString) text = g_string_new (NULL);
  GString *twice = g_string_new (NULL);
  g_autoptr(GError) error = NULL;

  if (file != NULL)
    {
      tw_fuzz_n_good++;
      tw_ical_write (file, text);
      again = tw_ical_parse (text->str, text->len, &error);
      g_assert_no_error (error);
      tw_ical_write (again, twice);
      g_assert_cmpstr (text->str, ==, twice->str);
      tw_ical_component_free (again);
      check (file);
    }
  g_string_free (twice, TRUE);
  return 0;
}
