/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-calendar-weeks.h"

#include <stdlib.h>

void
tw_calendar_weeks_init (TwWeeks *weeks,
                        TwStore *store)
{
  g_autofree char *setting = tw_store_dup_setting (store, "first_weekday");
  int first = setting != NULL ? atoi (setting) : 0;

  tw_weeks_init (weeks, NULL);
  if (first >= 1 && first <= 7)
    weeks->first_day = first;
}

TwDate
tw_month_get_start (TwDate day)
{
  int year, month, day_of_month;

  tw_date_to_ymd (day, &year, &month, &day_of_month);
  return day - day_of_month + 1;
}

int
tw_month_get_n_days (TwDate day)
{
  TwDate start = tw_month_get_start (day), next = start;

  return tw_date_add_months (start, 1, &next) ? (int) (next - start) : 31;
}

GHashTable *
tw_calendar_list_holidays (TwDate first,
                           TwDate last)
{
  GHashTable *names = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_autoptr(GPtrArray) holidays = tw_holidays_list (NULL, first, last + 1);

  for (guint i = 0; i < holidays->len; i++)
    {
      const TwHoliday *holiday = g_ptr_array_index (holidays, i);

      if (holiday->off)
        g_hash_table_insert (names, GINT_TO_POINTER (holiday->date), g_strdup (holiday->name));
    }
  return names;
}
